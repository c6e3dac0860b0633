-- CreateEnum
CREATE TYPE "AccessAction" AS ENUM ('FREEZE_WALLET', 'UNFREEZE_WALLET', 'REASSIGN_WALLET', 'ENABLE_DEVICE', 'DISABLE_DEVICE');

-- CreateEnum
CREATE TYPE "DesiredStateKind" AS ENUM ('WALLET', 'DEVICE');

-- AlterTable
ALTER TABLE "wallets" ADD COLUMN     "frozen_from" "WalletStatus";

-- AlterTable
ALTER TABLE "devices" ADD COLUMN     "disabled_by_admin" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "access_decisions" (
    "id" BIGSERIAL NOT NULL,
    "action" "AccessAction" NOT NULL,
    "wallet_id" UUID NOT NULL,
    "device_id" UUID,
    "actor_id" TEXT NOT NULL,
    "reason" TEXT,
    "from_owner_id" TEXT,
    "to_owner_id" TEXT,
    "decided_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "access_decisions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "desired_states" (
    "kind" "DesiredStateKind" NOT NULL,
    "id" UUID NOT NULL,
    "wallet_id" UUID NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "confirmed_version" INTEGER NOT NULL DEFAULT 0,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "check_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "unsettled_until" TIMESTAMPTZ(3),

    CONSTRAINT "desired_states_pkey" PRIMARY KEY ("kind","id")
);

-- CreateIndex
CREATE INDEX "access_decisions_wallet_id_id_idx" ON "access_decisions"("wallet_id", "id");

-- CreateIndex
CREATE INDEX "desired_states_check_at_idx" ON "desired_states"("check_at");

-- What was frozen or disabled by hand so far is kept so, by an administrator's word, also at Fireblocks.
UPDATE "wallets" SET "frozen_from" = 'ACTIVE' WHERE "status" = 'FROZEN';
UPDATE "devices" SET "disabled_by_admin" = true WHERE "status" = 'DISABLED';
INSERT INTO "desired_states" ("kind", "id", "wallet_id", "enabled", "check_at")
SELECT 'WALLET'::"DesiredStateKind", "id", "id", false, now() FROM "wallets" WHERE "status" = 'FROZEN'
UNION ALL
SELECT 'DEVICE'::"DesiredStateKind", "id", "wallet_id", false, now() FROM "devices" WHERE "status" = 'DISABLED';
