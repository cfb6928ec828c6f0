-- CreateTable
CREATE TABLE "WebserviceService" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL,
    "functions" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "WebserviceToken" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "hash" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "userId" INTEGER NOT NULL,
    "username" TEXT NOT NULL,
    "serviceId" INTEGER,
    "functions" TEXT,
    "addresses" TEXT NOT NULL DEFAULT '[]',
    "expiresAt" DATETIME,
    "lastUsedAt" DATETIME,
    "createdAt" DATETIME NOT NULL,

    CONSTRAINT "WebserviceToken_serviceId_fkey" FOREIGN KEY ("serviceId") REFERENCES "WebserviceService" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "DraftFile" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "userId" INTEGER NOT NULL,
    "itemId" INTEGER NOT NULL,
    "filepath" TEXT NOT NULL DEFAULT '/',
    "filename" TEXT NOT NULL,
    "storedAs" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "sha256" TEXT NOT NULL,
    "mimetype" TEXT NOT NULL,
    "author" TEXT NOT NULL DEFAULT '',
    "license" TEXT NOT NULL DEFAULT '',
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Upload" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "received" BIGINT NOT NULL DEFAULT 0,
    "sha256" TEXT,
    "complete" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "CourseCopy" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "taskId" INTEGER NOT NULL,
    "userId" INTEGER NOT NULL,
    "phase" INTEGER,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "MigrationExport" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "taskId" INTEGER,
    "requestKey" TEXT,
    "userId" INTEGER NOT NULL,
    "exporter" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "outline" BOOLEAN NOT NULL DEFAULT false,
    "counts" TEXT NOT NULL DEFAULT '{}',
    "fileName" TEXT,
    "size" BIGINT,
    "sha256" TEXT,
    "createdAt" DATETIME NOT NULL,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "MigrationImport" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "taskId" INTEGER,
    "requestKey" TEXT,
    "userId" INTEGER NOT NULL,
    "importer" TEXT NOT NULL,
    "settings" TEXT NOT NULL,
    "dryRun" BOOLEAN NOT NULL DEFAULT false,
    "fileName" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "finishedAt" DATETIME
);

-- CreateTable
CREATE TABLE "MigrationImportEntry" (
    "n" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "importId" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "line" INTEGER NOT NULL,
    "outcome" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sourceId" INTEGER,
    "targetId" INTEGER,
    "message" TEXT NOT NULL,

    CONSTRAINT "MigrationImportEntry_importId_fkey" FOREIGN KEY ("importId") REFERENCES "MigrationImport" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ImportedEntity" (
    "site" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "sourceId" INTEGER NOT NULL,
    "targetId" INTEGER NOT NULL,

    PRIMARY KEY ("site", "kind", "sourceId")
);

-- CreateTable
CREATE TABLE "OrgFramework" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "idnumber" TEXT,
    "createdAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "OrgUnit" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "frameworkId" INTEGER NOT NULL,
    "parentId" INTEGER,
    "name" TEXT NOT NULL,
    "idnumber" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "descriptionFormat" INTEGER NOT NULL DEFAULT 1,
    "globalManager" BOOLEAN NOT NULL DEFAULT false,
    "departmentManager" BOOLEAN NOT NULL DEFAULT false,
    "sortOrder" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "OrgUnit_frameworkId_fkey" FOREIGN KEY ("frameworkId") REFERENCES "OrgFramework" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "OrgUnit_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "OrgUnit" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "OrgJob" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "userId" INTEGER NOT NULL,
    "departmentId" INTEGER,
    "positionId" INTEGER,
    "startDate" DATETIME NOT NULL,
    "endDate" DATETIME,

    CONSTRAINT "OrgJob_departmentId_fkey" FOREIGN KEY ("departmentId") REFERENCES "OrgUnit" ("id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "OrgJob_positionId_fkey" FOREIGN KEY ("positionId") REFERENCES "OrgUnit" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE UNIQUE INDEX "WebserviceService_name_key" ON "WebserviceService"("name");

-- CreateIndex
CREATE UNIQUE INDEX "WebserviceToken_hash_key" ON "WebserviceToken"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "DraftFile_storedAs_key" ON "DraftFile"("storedAs");

-- CreateIndex
CREATE UNIQUE INDEX "DraftFile_userId_itemId_filepath_filename_key" ON "DraftFile"("userId", "itemId", "filepath", "filename");

-- CreateIndex
CREATE INDEX "DraftFile_createdAt_idx" ON "DraftFile"("createdAt");

-- CreateIndex
CREATE INDEX "Upload_expiresAt_idx" ON "Upload"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "CourseCopy_taskId_key" ON "CourseCopy"("taskId");

-- CreateIndex
CREATE UNIQUE INDEX "MigrationExport_taskId_key" ON "MigrationExport"("taskId");

-- CreateIndex
CREATE UNIQUE INDEX "MigrationExport_requestKey_key" ON "MigrationExport"("requestKey");

-- CreateIndex
CREATE INDEX "MigrationExport_createdAt_idx" ON "MigrationExport"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "MigrationImport_taskId_key" ON "MigrationImport"("taskId");

-- CreateIndex
CREATE UNIQUE INDEX "MigrationImport_requestKey_key" ON "MigrationImport"("requestKey");

-- CreateIndex
CREATE INDEX "MigrationImport_createdAt_idx" ON "MigrationImport"("createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "MigrationImportEntry_importId_kind_line_key" ON "MigrationImportEntry"("importId", "kind", "line");

-- CreateIndex
CREATE INDEX "MigrationImportEntry_importId_outcome_idx" ON "MigrationImportEntry"("importId", "outcome");

-- CreateIndex
CREATE INDEX "OrgFramework_kind_name_idx" ON "OrgFramework"("kind", "name");

-- CreateIndex
CREATE UNIQUE INDEX "OrgUnit_frameworkId_idnumber_key" ON "OrgUnit"("frameworkId", "idnumber");

-- CreateIndex
CREATE INDEX "OrgUnit_parentId_idx" ON "OrgUnit"("parentId");

-- CreateIndex
CREATE INDEX "OrgJob_userId_idx" ON "OrgJob"("userId");

-- CreateIndex
CREATE INDEX "OrgJob_departmentId_idx" ON "OrgJob"("departmentId");

-- CreateIndex
CREATE INDEX "OrgJob_positionId_idx" ON "OrgJob"("positionId");
