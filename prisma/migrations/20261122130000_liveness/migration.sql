-- CreateTable
CREATE TABLE "liveness" (
    "id" INTEGER NOT NULL,
    "last_alive" TIMESTAMPTZ(3),

    CONSTRAINT "liveness_pkey" PRIMARY KEY ("id")
);

-- Its one row.
INSERT INTO "liveness" ("id") VALUES (1);
