ALTER TABLE "Instance" ADD COLUMN "timezone" TEXT;
ALTER TABLE "Notification" ADD COLUMN "rolloutId" INTEGER;

CREATE TABLE "Rollout" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "what" JSONB NOT NULL,
    "summary" TEXT NOT NULL,
    "scope" JSONB NOT NULL,
    "libraryItemIds" INTEGER[],
    "state" TEXT NOT NULL DEFAULT 'draft',
    "reason" TEXT,
    "pauseMinutes" INTEGER,
    "maxFailures" INTEGER NOT NULL,
    "concurrency" INTEGER NOT NULL,
    "siteDeadline" INTEGER NOT NULL,
    "dryRun" BOOLEAN NOT NULL,
    "window" JSONB,
    "overwriteVcs" BOOLEAN NOT NULL,
    "ignoreHealth" BOOLEAN NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedBy" TEXT,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Rollout_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RolloutWave" (
    "id" SERIAL NOT NULL,
    "rolloutId" INTEGER NOT NULL,
    "n" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "startedAt" TIMESTAMPTZ(3),
    "pauseUntil" TIMESTAMPTZ(3),
    "confirmedBy" TEXT,
    "accepted" INTEGER NOT NULL DEFAULT 0,
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RolloutWave_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RolloutSite" (
    "id" SERIAL NOT NULL,
    "rolloutId" INTEGER NOT NULL,
    "waveId" INTEGER NOT NULL,
    "instanceId" INTEGER,
    "instanceName" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "dryState" TEXT NOT NULL DEFAULT 'none',
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "requestId" INTEGER,
    "dryRequestId" INTEGER,
    "error" TEXT,
    "reasons" JSONB NOT NULL DEFAULT '[]',
    "changes" JSONB NOT NULL DEFAULT '[]',
    "leaseUntil" TIMESTAMPTZ(3),
    "leaseToken" TEXT,
    "nextAt" TIMESTAMPTZ(3),
    "deadlineAt" TIMESTAMPTZ(3),
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RolloutSite_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RolloutOrder" (
    "id" SERIAL NOT NULL,
    "siteId" INTEGER NOT NULL,
    "dryRun" BOOLEAN NOT NULL,
    "attempt" INTEGER NOT NULL,
    "requestId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "RolloutOrder_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "Rollout_state_idx" ON "Rollout"("state");
CREATE UNIQUE INDEX "RolloutWave_rolloutId_n_key" ON "RolloutWave"("rolloutId", "n");
CREATE UNIQUE INDEX "RolloutSite_rolloutId_instanceId_key" ON "RolloutSite"("rolloutId", "instanceId");
CREATE INDEX "RolloutSite_waveId_idx" ON "RolloutSite"("waveId");
CREATE INDEX "RolloutSite_instanceId_idx" ON "RolloutSite"("instanceId");
CREATE UNIQUE INDEX "RolloutOrder_siteId_dryRun_attempt_key" ON "RolloutOrder"("siteId", "dryRun", "attempt");

ALTER TABLE "RolloutWave" ADD CONSTRAINT "RolloutWave_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RolloutSite" ADD CONSTRAINT "RolloutSite_rolloutId_fkey" FOREIGN KEY ("rolloutId") REFERENCES "Rollout"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RolloutSite" ADD CONSTRAINT "RolloutSite_waveId_fkey" FOREIGN KEY ("waveId") REFERENCES "RolloutWave"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "RolloutSite" ADD CONSTRAINT "RolloutSite_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "RolloutOrder" ADD CONSTRAINT "RolloutOrder_siteId_fkey" FOREIGN KEY ("siteId") REFERENCES "RolloutSite"("id") ON DELETE CASCADE ON UPDATE CASCADE;
