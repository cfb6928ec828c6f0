/** What goes into and comes out of each route; the shapes themselves are the contract's. */
import type { z } from 'zod';
import type {
  ApiToken,
  apiTokenCreate,
  apiTokenCreated,
  auditListQuery,
  AuditEntry,
  Me,
  Overview,
  PasswordChange,
} from '../../../contract/panel/account.js';
import type {
  Backup,
  backupCreate,
  BackupCreated,
  backupListQuery,
  backupPassword,
  backupRestore,
} from '../../../contract/panel/backups.js';
import type { List, listQuery } from '../../../contract/panel/common.js';
import type {
  courseDuplicate,
  courseRestore,
  SiteUpload,
  siteUploadChunkQuery,
  siteUploadCreate,
} from '../../../contract/panel/course-copies.js';
import type { Category, Course, courseListQuery } from '../../../contract/panel/courses.js';
import type { notificationList, notificationListQuery } from '../../../contract/panel/events.js';
import type {
  Cluster,
  ClusterWrite,
  ConnectionTest,
  connectionTestRequest,
  EnrolmentCode,
  enrolmentCodeRequest,
  Instance,
  instanceCreate,
  instanceListQuery,
  InstanceUpdate,
  TagList,
} from '../../../contract/panel/instances.js';
import type {
  LibraryItem,
  LibraryItemUpdate,
  LibraryList,
  libraryListQuery,
  LibraryUploaded,
  libraryUploadQuery,
} from '../../../contract/panel/library.js';
import type {
  migrationCreate,
  MigrationChoices,
  MigrationDetail,
  migrationListQuery,
  MigrationReport,
  migrationReportQuery,
  migrationRetry,
  MigrationSummary,
} from '../../../contract/panel/migrations.js';
import type {
  siteOrganisation,
  siteOrgJobs,
  siteOrgJobsQuery,
} from '../../../contract/panel/organisation.js';
import type {
  AvailableUpdate,
  availableQuery,
  CoreSite,
  coreSiteQuery,
  pluginListQuery,
  PluginSite,
  pluginSiteQuery,
  PluginSummary,
  SiteLogEntry,
  siteLogQuery,
  SitePlugin,
  sitePluginQuery,
} from '../../../contract/panel/plugins.js';
import type {
  Comparison,
  compareQuery,
  HiddenPatterns,
  hiddenPatternsWrite,
  Matrix,
  matrixQuery,
  Preset,
  PresetApplication,
  PresetApplied,
  PresetApply,
  presetOrder,
  PresetSite,
  presetSiteQuery,
  PresetState,
} from '../../../contract/panel/presets.js';
import type {
  Rollout,
  rolloutCreate,
  RolloutDetail,
  rolloutListQuery,
  RolloutPreview,
  rolloutRetry,
  RolloutSite,
  rolloutSiteQuery,
  rolloutSites,
} from '../../../contract/panel/rollouts.js';
import type { panelRoutes } from '../../../contract/panel/routes.js';
import type { Task, taskListQuery, TaskLog, taskLogQuery } from '../../../contract/panel/tasks.js';
import type {
  PluginUninstall,
  UpdateRequest,
  updateRequestCreate,
  UpdateRequestDetail,
  updateRequestQuery,
  UpdateRequestsCreated,
  UpdatesChecked,
} from '../../../contract/panel/updates.js';
import type {
  siteServiceCreate,
  siteTokenCreate,
  SiteTokenCreated,
  SiteWebservice,
} from '../../../contract/panel/webservices.js';

export type RouteName = keyof typeof panelRoutes;

/** `input` types: what a client may leave out has a default at the server. */
interface Query {
  instanceList: z.input<typeof instanceListQuery>;
  courseList: z.input<typeof courseListQuery>;
  categoryList: z.input<typeof listQuery>;
  instanceBackupList: z.input<typeof backupListQuery>;
  clusterList: z.input<typeof listQuery>;
  presetSiteList: z.input<typeof presetSiteQuery>;
  presetList: z.input<typeof listQuery>;
  presetCompare: z.input<typeof compareQuery>;
  clusterPresetCompare: z.input<typeof matrixQuery>;
  presetApplicationList: z.input<typeof listQuery>;
  backupList: z.input<typeof backupListQuery>;
  pluginSiteList: z.input<typeof pluginSiteQuery>;
  sitePluginList: z.input<typeof sitePluginQuery>;
  siteUpdateLog: z.input<typeof siteLogQuery>;
  availableList: z.input<typeof availableQuery>;
  updateRequestList: z.input<typeof updateRequestQuery>;
  taskList: z.input<typeof taskListQuery>;
  taskLog: z.input<typeof taskLogQuery>;
  notificationList: z.input<typeof notificationListQuery>;
  apiTokenList: z.input<typeof listQuery>;
  auditList: z.input<typeof auditListQuery>;
  libraryList: z.input<typeof libraryListQuery>;
  libraryUpload: z.input<typeof libraryUploadQuery>;
  pluginList: z.input<typeof pluginListQuery>;
  coreList: z.input<typeof coreSiteQuery>;
  rolloutList: z.input<typeof rolloutListQuery>;
  rolloutSiteList: z.input<typeof rolloutSiteQuery>;
  migrationList: z.input<typeof migrationListQuery>;
  migrationReport: z.input<typeof migrationReportQuery>;
  siteUploadChunk: z.input<typeof siteUploadChunkQuery>;
  siteOrgJobs: z.input<typeof siteOrgJobsQuery>;
}

interface Body {
  passwordChange: PasswordChange;
  instanceCreate: z.input<typeof instanceCreate>;
  instanceTest: z.input<typeof connectionTestRequest>;
  instanceUpdate: InstanceUpdate;
  backupCreate: z.input<typeof backupCreate>;
  updateRequestCreate: z.input<typeof updateRequestCreate>;
  pluginUninstall: PluginUninstall;
  clusterCreate: ClusterWrite;
  clusterUpdate: Partial<ClusterWrite>;
  presetRequest: z.input<typeof presetOrder>;
  presetHiddenUpdate: z.input<typeof hiddenPatternsWrite>;
  presetApply: PresetApply;
  enrolmentCodeCreate: z.input<typeof enrolmentCodeRequest>;
  backupRestore: z.input<typeof backupRestore>;
  apiTokenCreate: z.input<typeof apiTokenCreate>;
  libraryUpdate: LibraryItemUpdate;
  rolloutCreate: z.input<typeof rolloutCreate>;
  rolloutPreview: z.input<typeof rolloutCreate>;
  rolloutRetry: z.input<typeof rolloutRetry>;
  rolloutSkip: z.input<typeof rolloutSites>;
  migrationCreate: z.input<typeof migrationCreate>;
  migrationRetry: z.input<typeof migrationRetry>;
  courseDuplicate: z.input<typeof courseDuplicate>;
  courseRestore: z.input<typeof courseRestore>;
  siteUploadCreate: z.input<typeof siteUploadCreate>;
  siteServiceCreate: z.input<typeof siteServiceCreate>;
  siteTokenCreate: z.input<typeof siteTokenCreate>;
}

interface Reply {
  me: Me;
  overview: Overview;
  instanceList: List<Instance>;
  instanceCreate: Instance;
  instanceTest: ConnectionTest;
  instanceGet: Instance;
  instanceUpdate: Instance;
  courseList: List<Course>;
  categoryList: List<Category>;
  instanceBackupList: List<Backup>;
  backupCreate: BackupCreated;
  clusterList: List<Cluster>;
  clusterGet: Cluster;
  presetSiteList: List<PresetSite>;
  presetList: List<Preset>;
  presetState: PresetState;
  presetRequest: Task;
  presetBaseline: Preset;
  presetBaselineRemove: Preset;
  presetCompare: Comparison;
  clusterPresetCompare: Matrix;
  presetHiddenGet: HiddenPatterns;
  presetHiddenUpdate: HiddenPatterns;
  presetApply: PresetApplied;
  presetApplicationList: List<PresetApplication>;
  presetApplicationUndo: PresetApplication;
  presetApplicationRetry: PresetApplication;
  clusterCreate: Cluster;
  clusterUpdate: Cluster;
  enrolmentCodeCreate: EnrolmentCode;
  backupList: List<Backup>;
  backupGet: Backup;
  backupPassword: z.infer<typeof backupPassword>;
  tagList: TagList;
  pluginSiteList: List<PluginSite>;
  sitePluginList: List<SitePlugin>;
  siteUpdateLog: List<SiteLogEntry>;
  availableList: List<AvailableUpdate>;
  updatesCheck: UpdatesChecked;
  updateRequestList: List<UpdateRequest>;
  updateRequestCreate: UpdateRequestsCreated;
  updateRequestGet: UpdateRequestDetail;
  updateRequestRetry: UpdateRequestDetail;
  pluginUninstall: UpdateRequestDetail;
  taskList: List<Task>;
  taskGet: Task;
  taskLog: TaskLog;
  notificationList: z.infer<typeof notificationList>;
  apiTokenList: List<ApiToken>;
  apiTokenCreate: z.infer<typeof apiTokenCreated>;
  auditList: List<AuditEntry>;
  libraryList: LibraryList;
  libraryUpload: LibraryUploaded;
  libraryGet: LibraryItem;
  libraryUpdate: LibraryItem;
  pluginList: List<PluginSummary>;
  coreList: List<CoreSite>;
  rolloutList: List<Rollout>;
  rolloutCreate: RolloutDetail;
  rolloutPreview: RolloutPreview;
  rolloutGet: RolloutDetail;
  rolloutSiteList: List<RolloutSite>;
  rolloutStart: RolloutDetail;
  rolloutPause: RolloutDetail;
  rolloutResume: RolloutDetail;
  rolloutAbort: RolloutDetail;
  rolloutConfirm: RolloutDetail;
  rolloutRetry: RolloutDetail;
  rolloutSkip: RolloutDetail;
  migrationList: List<MigrationSummary>;
  migrationCreate: MigrationDetail;
  migrationGet: MigrationDetail;
  migrationStart: MigrationDetail;
  migrationCancel: MigrationDetail;
  migrationRetry: MigrationDetail;
  migrationReport: MigrationReport;
  migrationChoices: MigrationChoices;
  courseDuplicate: Task;
  courseRestore: Task;
  siteUploadCreate: SiteUpload;
  siteUploadGet: SiteUpload;
  siteUploadChunk: SiteUpload;
  siteWebservice: SiteWebservice;
  siteServiceCreate: SiteWebservice['services'][number];
  siteTokenCreate: SiteTokenCreated;
  siteOrganisation: z.infer<typeof siteOrganisation>;
  siteOrgJobs: z.infer<typeof siteOrgJobs>;
}

type Of<Map, Name> = Name extends keyof Map ? Map[Name] : undefined;
export type QueryOf<Name extends RouteName> = Of<Query, Name>;
export type BodyOf<Name extends RouteName> = Of<Body, Name>;
/** Replies that no page reads (204 and acknowledgements) are `undefined`. */
export type ReplyOf<Name extends RouteName> = Of<Reply, Name>;
