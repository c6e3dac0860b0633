-- Of what exists nobody knows whether an approval was cut short: there it may have been.
ALTER TABLE "web3_connections" ADD COLUMN "approval_begun" BOOLEAN NOT NULL DEFAULT true;
ALTER TABLE "web3_connections" ALTER COLUMN "approval_begun" SET DEFAULT false;
