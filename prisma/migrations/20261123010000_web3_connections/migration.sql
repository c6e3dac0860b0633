-- CreateEnum
CREATE TYPE "Web3ConnectionStatus" AS ENUM ('PENDING', 'APPROVED', 'DENIED', 'REMOVED');

-- CreateEnum
CREATE TYPE "Web3FeeLevel" AS ENUM ('MEDIUM', 'HIGH');

-- CreateTable
CREATE TABLE "web3_connections" (
    "id" TEXT NOT NULL,
    "wallet_id" UUID NOT NULL,
    "account_id" TEXT NOT NULL,
    "status" "Web3ConnectionStatus" NOT NULL,
    "fee_level" "Web3FeeLevel" NOT NULL,
    "app_url" TEXT,
    "app_name" TEXT,
    "app_description" TEXT,
    "app_icon" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "web3_connections_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "web3_connections_wallet_id_created_at_id_idx" ON "web3_connections"("wallet_id", "created_at", "id");

-- AddForeignKey
ALTER TABLE "web3_connections" ADD CONSTRAINT "web3_connections_wallet_id_fkey" FOREIGN KEY ("wallet_id") REFERENCES "wallets"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
