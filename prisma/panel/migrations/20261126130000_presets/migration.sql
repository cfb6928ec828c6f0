ALTER TABLE "Notification" ADD COLUMN "link" TEXT;
ALTER TABLE "Cluster" ADD COLUMN "masterInstanceId" INTEGER;
ALTER TABLE "Cluster" ADD COLUMN "driftEvery" TEXT;
ALTER TABLE "Cluster" ADD COLUMN "driftAskedAt" TIMESTAMPTZ(3);
ALTER TABLE "Cluster" ADD COLUMN "driftDue" BOOLEAN NOT NULL DEFAULT false;

CREATE TABLE "Preset" (
    "id" SERIAL NOT NULL,
    "instanceId" INTEGER NOT NULL,
    "source" TEXT NOT NULL,
    "createdBy" TEXT,
    "takenAt" TIMESTAMPTZ(3) NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,
    "moodleVersion" TEXT,
    "moodleRelease" TEXT,
    "siteUrl" TEXT,
    "author" TEXT,
    "digest" TEXT NOT NULL,
    "settingCount" INTEGER NOT NULL,
    "secretCount" INTEGER NOT NULL,
    "changeCount" INTEGER,
    "content" BYTEA NOT NULL,
    "sealedSecrets" TEXT,
    "baselineAt" TIMESTAMPTZ(3),
    "baselineBy" TEXT,

    CONSTRAINT "Preset_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PresetDrift" (
    "instanceId" INTEGER NOT NULL,
    "against" TEXT NOT NULL,
    "presetId" INTEGER NOT NULL,
    "referencePresetId" INTEGER NOT NULL,
    "count" INTEGER NOT NULL,
    "told" TEXT[],
    "since" TIMESTAMPTZ(3),
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PresetDrift_pkey" PRIMARY KEY ("instanceId","against")
);

CREATE TABLE "PresetApplication" (
    "id" SERIAL NOT NULL,
    "instanceId" INTEGER NOT NULL,
    "presetId" INTEGER,
    "fromName" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'unknown',
    "settingCount" INTEGER NOT NULL,
    "secrets" BOOLEAN NOT NULL DEFAULT false,
    "requestKey" TEXT NOT NULL,
    "undoKey" TEXT,
    "sealedRequest" TEXT,
    "siteId" INTEGER,
    "changed" JSONB NOT NULL,
    "skipped" JSONB NOT NULL,
    "error" TEXT,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "undoneBy" TEXT,
    "undoneAt" TIMESTAMPTZ(3),

    CONSTRAINT "PresetApplication_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "PresetHidden" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "patterns" TEXT[],
    "changedBy" TEXT NOT NULL,
    "changedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "PresetHidden_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "Cluster_masterInstanceId_idx" ON "Cluster"("masterInstanceId");
CREATE INDEX "Preset_instanceId_takenAt_idx" ON "Preset"("instanceId", "takenAt");
CREATE INDEX "PresetApplication_instanceId_createdAt_idx" ON "PresetApplication"("instanceId", "createdAt");
CREATE INDEX "PresetApplication_presetId_idx" ON "PresetApplication"("presetId");

ALTER TABLE "Cluster" ADD CONSTRAINT "Cluster_masterInstanceId_fkey" FOREIGN KEY ("masterInstanceId") REFERENCES "Instance"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Preset" ADD CONSTRAINT "Preset_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PresetDrift" ADD CONSTRAINT "PresetDrift_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PresetApplication" ADD CONSTRAINT "PresetApplication_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "PresetApplication" ADD CONSTRAINT "PresetApplication_presetId_fkey" FOREIGN KEY ("presetId") REFERENCES "Preset"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- What Prisma's schema cannot say: one baseline of a site, and one preset asked for at a time.
CREATE UNIQUE INDEX "Preset_baseline_key" ON "Preset"("instanceId") WHERE "baselineAt" IS NOT NULL;
CREATE UNIQUE INDEX "Task_open_preset_key" ON "Task"("instanceId")
    WHERE "type" = 'admin_presets_create' AND "status" IN ('pending', 'running');
