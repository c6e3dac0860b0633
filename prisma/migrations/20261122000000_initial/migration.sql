-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "WalletStatus" AS ENUM ('PROVISIONING', 'ACTIVE', 'FROZEN');

-- CreateEnum
CREATE TYPE "DeviceStatus" AS ENUM ('ENABLED', 'DISABLED');

-- CreateEnum
CREATE TYPE "PassphraseLocation" AS ENUM ('GOOGLE_DRIVE', 'ICLOUD', 'OTHER');

-- CreateEnum
CREATE TYPE "TransactionRole" AS ENUM ('SOURCE', 'DESTINATION');

-- CreateEnum
CREATE TYPE "IntentState" AS ENUM ('PENDING', 'NOT_SENT', 'SUCCEEDED', 'FAILED');

-- CreateEnum
CREATE TYPE "NotificationState" AS ENUM ('RECEIVED', 'APPLIED', 'SUPERSEDED', 'IGNORED', 'FAILED');

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallets" (
    "id" UUID NOT NULL,
    "owner_id" TEXT NOT NULL,
    "status" "WalletStatus" NOT NULL,
    "access_version" INTEGER NOT NULL DEFAULT 0,
    "event_seq" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wallets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "devices" (
    "id" UUID NOT NULL,
    "wallet_id" UUID NOT NULL,
    "status" "DeviceStatus" NOT NULL DEFAULT 'ENABLED',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "devices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "passphrases" (
    "id" UUID NOT NULL,
    "owner_id" TEXT NOT NULL,
    "location" "PassphraseLocation" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "passphrases_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transactions" (
    "id" UUID NOT NULL,
    "status" TEXT NOT NULL,
    "sub_status" TEXT NOT NULL,
    "finished" BOOLEAN NOT NULL,
    "last_updated" BIGINT NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "operation" TEXT NOT NULL,
    "asset_id" TEXT,
    "amount" TEXT,
    "network_fee" TEXT,
    "fee_asset_id" TEXT,
    "note" TEXT,
    "tx_hash" TEXT,
    "confirmations" INTEGER NOT NULL DEFAULT 0,
    "source_address" TEXT,
    "destination_address" TEXT,
    "destination_tag" TEXT,
    "external_tx_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "transactions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallet_transactions" (
    "wallet_id" UUID NOT NULL,
    "transaction_id" UUID NOT NULL,
    "role" "TransactionRole" NOT NULL,
    "account_id" TEXT NOT NULL,

    CONSTRAINT "wallet_transactions_pkey" PRIMARY KEY ("wallet_id","transaction_id","role")
);

-- CreateTable
CREATE TABLE "wallet_events" (
    "wallet_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "transaction_id" UUID NOT NULL,
    "role" "TransactionRole" NOT NULL,
    "status" TEXT NOT NULL,
    "sub_status" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "recorded_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "wallet_events_pkey" PRIMARY KEY ("wallet_id","seq")
);

-- CreateTable
CREATE TABLE "event_log" (
    "id" INTEGER NOT NULL,
    "epoch" UUID NOT NULL,

    CONSTRAINT "event_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "intents" (
    "id" UUID NOT NULL,
    "owner_id" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "upstream_key" TEXT NOT NULL,
    "state" "IntentState" NOT NULL DEFAULT 'PENDING',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "lease_until" TIMESTAMPTZ(3) NOT NULL,
    "entity_id" TEXT,
    "error_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "intents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "notifications" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "event_type" TEXT NOT NULL,
    "resource_id" TEXT,
    "body" BYTEA NOT NULL,
    "state" "NotificationState" NOT NULL DEFAULT 'RECEIVED',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "notifications_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "wallets_owner_id_created_at_id_idx" ON "wallets"("owner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "devices_wallet_id_created_at_id_idx" ON "devices"("wallet_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "passphrases_owner_id_created_at_id_idx" ON "passphrases"("owner_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "transactions_created_at_id_idx" ON "transactions"("created_at", "id");

-- CreateIndex
CREATE INDEX "transactions_finished_last_updated_idx" ON "transactions"("finished", "last_updated");

-- CreateIndex
CREATE INDEX "wallet_transactions_transaction_id_idx" ON "wallet_transactions"("transaction_id");

-- CreateIndex
CREATE INDEX "intents_state_lease_until_idx" ON "intents"("state", "lease_until");

-- CreateIndex
CREATE UNIQUE INDEX "intents_owner_id_scope_key_key" ON "intents"("owner_id", "scope", "key");

-- CreateIndex
CREATE INDEX "notifications_state_received_at_idx" ON "notifications"("state", "received_at");

-- AddForeignKey
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "devices" ADD CONSTRAINT "devices_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "passphrases" ADD CONSTRAINT "passphrases_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wallet_transactions" ADD CONSTRAINT "wallet_transactions_transaction_id_fkey" FOREIGN KEY ("transaction_id") REFERENCES "transactions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "wallet_events" ADD CONSTRAINT "wallet_events_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "intents" ADD CONSTRAINT "intents_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE RESTRICT ON UPDATE CASCADE;



-- The name of this log: cursors of another database do not fit it.
INSERT INTO "event_log" ("id", "epoch") VALUES (1, gen_random_uuid());
