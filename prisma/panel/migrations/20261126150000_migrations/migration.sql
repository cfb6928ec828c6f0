-- CreateTable
CREATE TABLE "Migration" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "what" TEXT NOT NULL,
    "sourceId" INTEGER,
    "sourceName" TEXT NOT NULL,
    "exportSettings" JSONB NOT NULL DEFAULT '{}',
    "importSettings" JSONB NOT NULL DEFAULT '{}',
    "dryRun" BOOLEAN NOT NULL DEFAULT false,
    "previewId" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "error" TEXT,
    "message" TEXT,
    "requestKey" TEXT NOT NULL,
    "ordering" BOOLEAN NOT NULL DEFAULT false,
    "exportId" INTEGER,
    "exportJobId" INTEGER,
    "exportProgress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "exportCounts" JSONB NOT NULL DEFAULT '{}',
    "size" BIGINT,
    "sha256" TEXT,
    "exportStartedAt" TIMESTAMPTZ(3),
    "exportFinishedAt" TIMESTAMPTZ(3),
    "exports" INTEGER NOT NULL DEFAULT 0,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failingSince" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseToken" TEXT,
    "cancelRequested" BOOLEAN NOT NULL DEFAULT false,
    "cleaned" BOOLEAN NOT NULL DEFAULT false,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Migration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MigrationTarget" (
    "id" SERIAL NOT NULL,
    "migrationId" INTEGER NOT NULL,
    "instanceId" INTEGER,
    "instanceName" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "failedIn" TEXT,
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "message" TEXT,
    "error" TEXT,
    "requestKey" TEXT NOT NULL,
    "uploadId" TEXT,
    "uploads" INTEGER NOT NULL DEFAULT 0,
    "transferred" BIGINT NOT NULL DEFAULT 0,
    "ordering" BOOLEAN NOT NULL DEFAULT false,
    "importId" INTEGER,
    "importJobId" INTEGER,
    "counts" JSONB NOT NULL DEFAULT '{}',
    "failures" INTEGER NOT NULL DEFAULT 0,
    "failingSince" TIMESTAMPTZ(3),
    "nextAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseToken" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "MigrationTarget_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Migration_state_idx" ON "Migration"("state");

-- CreateIndex
CREATE INDEX "Migration_nextAt_idx" ON "Migration"("nextAt");

-- CreateIndex
CREATE UNIQUE INDEX "MigrationTarget_migrationId_instanceId_key" ON "MigrationTarget"("migrationId", "instanceId");

-- CreateIndex
CREATE INDEX "MigrationTarget_instanceId_idx" ON "MigrationTarget"("instanceId");

-- CreateIndex
CREATE INDEX "MigrationTarget_nextAt_idx" ON "MigrationTarget"("nextAt");

-- AddForeignKey
ALTER TABLE "Migration" ADD CONSTRAINT "Migration_sourceId_fkey" FOREIGN KEY ("sourceId") REFERENCES "Instance"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MigrationTarget" ADD CONSTRAINT "MigrationTarget_migrationId_fkey" FOREIGN KEY ("migrationId") REFERENCES "Migration"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MigrationTarget" ADD CONSTRAINT "MigrationTarget_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE SET NULL ON UPDATE CASCADE;
