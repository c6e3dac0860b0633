-- AlterTable
ALTER TABLE "transactions" ADD COLUMN     "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "job_leases" (
    "name" TEXT NOT NULL,
    "holder" UUID NOT NULL,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "position" BIGINT,

    CONSTRAINT "job_leases_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "transactions_finished_checked_at_idx" ON "transactions"("finished", "checked_at");

-- CreateIndex
CREATE INDEX "wallet_events_recorded_at_idx" ON "wallet_events"("recorded_at");

-- CreateIndex
CREATE INDEX "intents_state_updated_at_idx" ON "intents"("state", "updated_at");
