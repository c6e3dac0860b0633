-- AlterTable
ALTER TABLE "intents" ADD COLUMN "wallet_id" UUID;
