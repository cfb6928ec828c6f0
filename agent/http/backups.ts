/** `/backups…`: course backups, their restore and removal, and what lies in the storage. */
import { Router, type Request } from 'express';
import {
  backupCreateRequest,
  backupDeleteRequest,
  backupRestoreRequest,
  backupFileQuery,
} from '../../contract/agent/backups.js';
