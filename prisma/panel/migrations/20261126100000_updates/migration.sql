ALTER TABLE "Instance"
    ADD COLUMN "moodleRelease" TEXT,
    ADD COLUMN "moodleVersionNumber" TEXT,
    ADD COLUMN "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    ADD COLUMN "pluginCount" INTEGER,
    ADD COLUMN "updateCount" INTEGER,
    ADD COLUMN "updatesCheckedAt" TIMESTAMPTZ(3),
    ADD COLUMN "syncWantedAt" TIMESTAMPTZ(3);

CREATE TABLE "InstancePlugin" (
    "instanceId" INTEGER NOT NULL,
    "component" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "displayName" TEXT NOT NULL,
    "version" TEXT,
    "versionNumber" DOUBLE PRECISION,
    "enabled" BOOLEAN NOT NULL,
    "standard" BOOLEAN NOT NULL,
    "directory" TEXT NOT NULL,
    "settingsSection" TEXT,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "InstancePlugin_pkey" PRIMARY KEY ("instanceId", "component")
);

CREATE TABLE "AvailableUpdate" (
    "instanceId" INTEGER NOT NULL,
    "component" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "versionNumber" DOUBLE PRECISION,
    "release" TEXT,
    "maturity" INTEGER,
    "download" TEXT,
    "md5" TEXT,
    "url" TEXT,
    "type" TEXT NOT NULL,
    "newest" BOOLEAN NOT NULL,

    CONSTRAINT "AvailableUpdate_pkey" PRIMARY KEY ("instanceId", "component", "version")
);

CREATE TABLE "UpdateLogEntry" (
    "instanceId" INTEGER NOT NULL,
    "moodleId" INTEGER NOT NULL,
    "component" TEXT NOT NULL,
    "version" TEXT,
    "targetVersion" TEXT,
    "info" TEXT NOT NULL,
    "details" TEXT,
    "userId" INTEGER,
    "username" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "UpdateLogEntry_pkey" PRIMARY KEY ("instanceId", "moodleId")
);

CREATE TABLE "UpdateRequest" (
    "id" SERIAL NOT NULL,
    "instanceId" INTEGER NOT NULL,
    "taskId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "dryRun" BOOLEAN NOT NULL,
    "options" JSONB NOT NULL,
    "report" JSONB,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL,
    "rolloutId" INTEGER,
    "retryOf" INTEGER,

    CONSTRAINT "UpdateRequest_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "UpdateItem" (
    "id" SERIAL NOT NULL,
    "requestId" INTEGER NOT NULL,
    "component" TEXT,
    "fromVersion" TEXT,
    "toVersion" TEXT,
    "toRelease" TEXT,
    "download" TEXT,
    "link" TEXT,
    "libraryItemId" INTEGER,
    "md5" TEXT,
    "sha256" TEXT,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "error" TEXT,
    "step" TEXT,
    "reasons" JSONB,
    "warnings" JSONB,

    CONSTRAINT "UpdateItem_pkey" PRIMARY KEY ("id")
);

CREATE INDEX "Instance_syncWantedAt_idx" ON "Instance"("syncWantedAt");
CREATE INDEX "InstancePlugin_component_idx" ON "InstancePlugin"("component");
CREATE INDEX "AvailableUpdate_component_idx" ON "AvailableUpdate"("component");
CREATE INDEX "UpdateLogEntry_instanceId_at_idx" ON "UpdateLogEntry"("instanceId", "at");
CREATE UNIQUE INDEX "UpdateRequest_taskId_key" ON "UpdateRequest"("taskId");
CREATE INDEX "UpdateRequest_instanceId_idx" ON "UpdateRequest"("instanceId");
CREATE INDEX "UpdateRequest_rolloutId_idx" ON "UpdateRequest"("rolloutId");
CREATE INDEX "UpdateRequest_createdAt_idx" ON "UpdateRequest"("createdAt");
CREATE INDEX "UpdateItem_requestId_idx" ON "UpdateItem"("requestId");

ALTER TABLE "InstancePlugin" ADD CONSTRAINT "InstancePlugin_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "AvailableUpdate" ADD CONSTRAINT "AvailableUpdate_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UpdateLogEntry" ADD CONSTRAINT "UpdateLogEntry_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UpdateRequest" ADD CONSTRAINT "UpdateRequest_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UpdateRequest" ADD CONSTRAINT "UpdateRequest_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "UpdateItem" ADD CONSTRAINT "UpdateItem_requestId_fkey" FOREIGN KEY ("requestId") REFERENCES "UpdateRequest"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say: of one site at most one open change of its code.
CREATE UNIQUE INDEX "Task_open_change_key" ON "Task"("instanceId")
    WHERE "type" IN ('plugins_update', 'plugins_install_zip', 'plugin_uninstall', 'core_update')
      AND "status" IN ('pending', 'running');
