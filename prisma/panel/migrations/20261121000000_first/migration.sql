CREATE TABLE "User" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "emailVerified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'viewer',
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "token" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,
    "ipAddress" TEXT,
    "userAgent" TEXT,
    "userId" TEXT NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Account" (
    "id" TEXT NOT NULL,
    "accountId" TEXT NOT NULL,
    "providerId" TEXT NOT NULL,
    "userId" TEXT NOT NULL,
    "accessToken" TEXT,
    "refreshToken" TEXT,
    "idToken" TEXT,
    "accessTokenExpiresAt" TIMESTAMPTZ(3),
    "refreshTokenExpiresAt" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Account_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Verification_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "ApiToken" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),

    CONSTRAINT "ApiToken_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "RateCount" (
    "key" TEXT NOT NULL,
    "hits" INTEGER NOT NULL,
    "resetsAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "RateCount_pkey" PRIMARY KEY ("key")
);

CREATE TABLE "Cluster" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Cluster_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Instance" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "shortName" TEXT,
    "url" TEXT NOT NULL,
    "siteUrl" TEXT,
    "clusterId" INTEGER,
    "connectionState" TEXT NOT NULL DEFAULT 'unknown',
    "connectionError" TEXT,
    "agentKind" TEXT NOT NULL DEFAULT 'unknown',
    "agentVersion" TEXT,
    "features" TEXT[],
    "moodleVersion" TEXT,
    "theme" TEXT,
    "logo" TEXT,
    "userCount" INTEGER,
    "onlineCount" INTEGER,
    "courseCount" INTEGER,
    "categoryCount" INTEGER,
    "sealedKey" TEXT NOT NULL,
    "keyDigest" TEXT NOT NULL,
    "keyExpiresAt" TIMESTAMPTZ(3),
    "sealedPreviousKey" TEXT,
    "previousKeyUntil" TIMESTAMPTZ(3),
    "signs" BOOLEAN NOT NULL DEFAULT false,
    "lastSeenAt" TIMESTAMPTZ(3),
    "syncedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Instance_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "EnrolmentCode" (
    "id" SERIAL NOT NULL,
    "hash" TEXT NOT NULL,
    "clusterId" INTEGER,
    "name" TEXT,
    "createdBy" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "usedAt" TIMESTAMPTZ(3),
    "instanceId" INTEGER,

    CONSTRAINT "EnrolmentCode_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Category" (
    "instanceId" INTEGER NOT NULL,
    "moodleId" INTEGER NOT NULL,
    "parentId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "sort" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "depth" INTEGER NOT NULL,

    CONSTRAINT "Category_pkey" PRIMARY KEY ("instanceId", "moodleId")
);

CREATE TABLE "Course" (
    "instanceId" INTEGER NOT NULL,
    "moodleId" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "shortname" TEXT,
    "categoryId" INTEGER,
    "categoryName" TEXT,
    "categoryPath" TEXT,
    "visible" BOOLEAN,
    "syncedAt" TIMESTAMPTZ(3) NOT NULL,
    "goneAt" TIMESTAMPTZ(3),

    CONSTRAINT "Course_pkey" PRIMARY KEY ("instanceId", "moodleId")
);

CREATE TABLE "Task" (
    "id" SERIAL NOT NULL,
    "instanceId" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "message" TEXT,
    "error" TEXT,
    "moodleJobId" INTEGER,
    "courseId" INTEGER,
    "courseName" TEXT,
    "backupId" INTEGER,
    "requestKey" TEXT NOT NULL,
    "order" JSONB NOT NULL,
    "orderState" TEXT NOT NULL DEFAULT 'unsent',
    "orderLease" TIMESTAMPTZ(3),
    "orderAttempts" INTEGER NOT NULL DEFAULT 0,
    "nextPollAt" TIMESTAMPTZ(3) NOT NULL,
    "polledAt" TIMESTAMPTZ(3),
    "pollEvery" DOUBLE PRECISION NOT NULL DEFAULT 1,
    "pollFailures" INTEGER NOT NULL DEFAULT 0,
    "overdueSince" TIMESTAMPTZ(3),
    "resultSource" TEXT,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Task_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Backup" (
    "id" SERIAL NOT NULL,
    "instanceId" INTEGER NOT NULL,
    "courseId" INTEGER NOT NULL,
    "courseName" TEXT,
    "taskId" INTEGER NOT NULL,
    "mode" TEXT NOT NULL,
    "storage" TEXT NOT NULL,
    "link" TEXT,
    "size" BIGINT,
    "sha256" TEXT,
    "sealedPassword" TEXT,
    "createdBy" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finishedAt" TIMESTAMPTZ(3),
    "deletedAt" TIMESTAMPTZ(3),
    "restoredAt" TIMESTAMPTZ(3),

    CONSTRAINT "Backup_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Callback" (
    "id" SERIAL NOT NULL,
    "instanceId" INTEGER NOT NULL,
    "deliveryId" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "moodleJobId" INTEGER,
    "digest" TEXT NOT NULL,
    "status" INTEGER NOT NULL,
    "answer" JSONB NOT NULL,
    "sealedHeld" TEXT,
    "receivedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Callback_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Notification" (
    "id" SERIAL NOT NULL,
    "level" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "body" TEXT,
    "instanceId" INTEGER,
    "taskId" INTEGER,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readAt" TIMESTAMPTZ(3),

    CONSTRAINT "Notification_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Event" (
    "id" BIGSERIAL NOT NULL,
    "type" TEXT NOT NULL,
    "subjectId" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Event_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "Watch" (
    "id" TEXT NOT NULL,
    "seenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Watch_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "AuditEntry" (
    "id" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "instanceId" INTEGER,
    "target" TEXT,
    "detail" TEXT,
    "ip" TEXT,

    CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE UNIQUE INDEX "Session_token_key" ON "Session"("token");
CREATE INDEX "Session_userId_idx" ON "Session"("userId");
CREATE INDEX "Account_userId_idx" ON "Account"("userId");
CREATE INDEX "Verification_identifier_idx" ON "Verification"("identifier");
CREATE UNIQUE INDEX "ApiToken_hash_key" ON "ApiToken"("hash");
CREATE INDEX "RateCount_resetsAt_idx" ON "RateCount"("resetsAt");
CREATE UNIQUE INDEX "Cluster_name_key" ON "Cluster"("name");
CREATE UNIQUE INDEX "Instance_url_key" ON "Instance"("url");
CREATE INDEX "Instance_clusterId_idx" ON "Instance"("clusterId");
CREATE INDEX "Instance_keyDigest_idx" ON "Instance"("keyDigest");
CREATE UNIQUE INDEX "EnrolmentCode_hash_key" ON "EnrolmentCode"("hash");
CREATE INDEX "Course_instanceId_name_idx" ON "Course"("instanceId", "name");
CREATE INDEX "Task_instanceId_moodleJobId_idx" ON "Task"("instanceId", "moodleJobId");
CREATE INDEX "Task_status_nextPollAt_idx" ON "Task"("status", "nextPollAt");
CREATE INDEX "Task_backupId_idx" ON "Task"("backupId");
CREATE INDEX "Task_requestKey_idx" ON "Task"("requestKey");
CREATE UNIQUE INDEX "Backup_taskId_key" ON "Backup"("taskId");
CREATE INDEX "Backup_instanceId_courseId_idx" ON "Backup"("instanceId", "courseId");
CREATE UNIQUE INDEX "Callback_instanceId_deliveryId_key" ON "Callback"("instanceId", "deliveryId");
CREATE INDEX "Callback_instanceId_moodleJobId_idx" ON "Callback"("instanceId", "moodleJobId");
CREATE INDEX "Callback_receivedAt_idx" ON "Callback"("receivedAt");
CREATE INDEX "Notification_createdAt_idx" ON "Notification"("createdAt");
CREATE INDEX "Event_createdAt_idx" ON "Event"("createdAt");
CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry"("at");
CREATE INDEX "AuditEntry_instanceId_idx" ON "AuditEntry"("instanceId");

ALTER TABLE "Session" ADD CONSTRAINT "Session_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Account" ADD CONSTRAINT "Account_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Instance" ADD CONSTRAINT "Instance_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "EnrolmentCode" ADD CONSTRAINT "EnrolmentCode_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE SET NULL ON UPDATE CASCADE;
ALTER TABLE "Category" ADD CONSTRAINT "Category_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Course" ADD CONSTRAINT "Course_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Task" ADD CONSTRAINT "Task_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Task" ADD CONSTRAINT "Task_backupId_fkey" FOREIGN KEY ("backupId") REFERENCES "Backup"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Backup" ADD CONSTRAINT "Backup_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Backup" ADD CONSTRAINT "Backup_taskId_fkey" FOREIGN KEY ("taskId") REFERENCES "Task"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "Callback" ADD CONSTRAINT "Callback_instanceId_fkey" FOREIGN KEY ("instanceId") REFERENCES "Instance"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What Prisma's schema cannot say: one open backup per course, one open restore or deletion per backup.
CREATE UNIQUE INDEX "Task_open_backup_key" ON "Task"("instanceId", "courseId")
    WHERE "type" = 'backup_course' AND "status" IN ('pending', 'running');
CREATE UNIQUE INDEX "Task_open_use_key" ON "Task"("backupId")
    WHERE "type" IN ('backup_course_restore', 'backup_course_delete') AND "status" IN ('pending', 'running');
