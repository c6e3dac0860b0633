-- CreateEnum
CREATE TYPE "AuditDecision" AS ENUM ('ALLOWED', 'DENIED');

-- CreateTable
CREATE TABLE "audit_entries" (
    "seq" BIGSERIAL NOT NULL,
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT,
    "action" TEXT NOT NULL,
    "method" TEXT,
    "wallet_id" UUID,
    "device_id" UUID,
    "resource_id" TEXT,
    "decision" "AuditDecision" NOT NULL,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "count" INTEGER NOT NULL DEFAULT 1,
    "operation_id" UUID,
    "request_id" UUID,
    "upstream_request_ids" TEXT[],
    "client_address" TEXT,
    "mac" TEXT NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_unsealed" (
    "seq" BIGINT NOT NULL,
    "mac" TEXT NOT NULL,

    CONSTRAINT "audit_unsealed_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "audit_blocks" (
    "number" BIGINT NOT NULL,
    "previous" TEXT NOT NULL,
    "sealed_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" TEXT NOT NULL,
    "seqs" BIGINT[],
    "macs" TEXT[],
    "mac" TEXT NOT NULL,

    CONSTRAINT "audit_blocks_pkey" PRIMARY KEY ("number")
);

-- CreateTable
CREATE TABLE "audit_chain" (
    "id" INTEGER NOT NULL,
    "anchor_number" BIGINT NOT NULL,
    "anchor_mac" TEXT NOT NULL,
    "head_number" BIGINT NOT NULL,
    "head_mac" TEXT NOT NULL,
    "mac" TEXT NOT NULL,

    CONSTRAINT "audit_chain_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_entries_id_key" ON "audit_entries"("id");

-- CreateIndex
CREATE INDEX "audit_entries_created_at_id_idx" ON "audit_entries"("created_at", "id");

-- CreateIndex
CREATE INDEX "audit_entries_actor_created_at_id_idx" ON "audit_entries"("actor", "created_at", "id");

-- CreateIndex
CREATE INDEX "audit_entries_wallet_id_created_at_id_idx" ON "audit_entries"("wallet_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "audit_entries_device_id_created_at_id_idx" ON "audit_entries"("device_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "audit_entries_operation_id_idx" ON "audit_entries"("operation_id");

-- Every row waits for its block from the moment that it is committed: no order of commits and no
-- gap in the sequence can hide one from the sealing.
CREATE FUNCTION "audit_await_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO "audit_unsealed" ("seq", "mac") VALUES (NEW."seq", NEW."mac");
  RETURN NULL;
END $$;

CREATE TRIGGER "audit_entries_await_seal" AFTER INSERT ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION "audit_await_seal"();

-- Append-only. Retention alone may delete, and says so for its own transaction.
CREATE FUNCTION "audit_append_only"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_setting('ncw.audit_retention', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION "audit_append_only"();
CREATE TRIGGER "audit_entries_no_truncate" BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_append_only"();
CREATE TRIGGER "audit_blocks_append_only" BEFORE UPDATE OR DELETE ON "audit_blocks"
  FOR EACH ROW EXECUTE FUNCTION "audit_append_only"();
CREATE TRIGGER "audit_blocks_no_truncate" BEFORE TRUNCATE ON "audit_blocks"
  FOR EACH STATEMENT EXECUTE FUNCTION "audit_append_only"();
