/** GET `/webservice/pluginfile.php/<contextid>/<component>/<filearea>/<itemid>/<path>`: exports, and the user's own drafts. */
import type { Request, RequestHandler, Response } from 'express';
import type { AgentContext } from '../context.js';
import { exportDownload } from '../migration/export/download.js';
import { workplaceFile } from '../migration/workplace/workplace-file.js';
import { userContextId } from '../moodle/reads/accounts.js';
import { draftPath, findDraft } from './drafts/draft-files.js';
import type { Caller, WebserviceFunction } from './function.js';
import { cleanPath } from './protocol/clean-value.js';
import { sendFileFailure } from './protocol/file-failure.js';
import { queryParameters, textOf } from './protocol/request-parameters.js';
import type { Admit } from './tokens/admit.js';
import { fileRefusals, type Authenticated } from './tokens/authenticate.js';
import { requireFiles, type FileUse } from './tokens/file-rights.js';
import { missingParameter, moodleError } from './webservice-error.js';

interface FoundFile {
  path: string;
  name: string;
  mimetype: string;
}

/** Moodle's context of the whole site. */
const SYSTEM_CONTEXT = 1;

export function pluginFileHandler(
  context: AgentContext,
  functions: readonly WebserviceFunction[],
  admit: Admit,
): RequestHandler {
  return async (req, res) => {
    try {
      const query = queryParameters(req);
      if (!query.has('token')) throw missingParameter('token');
      const token = textOf(query, 'token').replace(/[^A-Za-z0-9]/g, '');
      const who = await admit(req, token, fileRefusals);
      const allow = (use: FileUse) => requireFiles(functions, who.functions, use);
      const path = pathOf(req) || textOf(query, 'file');
      sendFile(res, await find(context, who, allow, cleanPath(path)), (error) => {
        if (!res.headersSent)
          void sendFileFailure(req, res, error, context, 'json').catch(() => res.destroy());
      });
    } catch (error) {
      await sendFileFailure(req, res, error, context, 'json');
    }
  };
}

/** What comes behind `pluginfile.php`, decoded; empty where it cannot be. */
function pathOf(req: Request): string {
  const rest = /\/pluginfile\.php(\/.*)?$/.exec(req.path)?.[1] ?? '';
  try {
    return decodeURIComponent(rest);
  } catch {
    return '';
  }
}

const notFound = () => moodleError('filenotfound', 'Sorry, the requested file could not be found');

/** @throws WebserviceError `filenotfound`, also for what is another one's; `accessexception` where the token is for no such files */
async function find(
  context: AgentContext,
  { caller }: Authenticated,
  allow: (use: FileUse) => void,
  path: string,
): Promise<FoundFile> {
  const [contextId = '', component = '', area = '', itemText = '', ...rest] = path
    .replace(/^\//, '')
    .split('/');
  if (area === '') throw moodleError('invalidarguments', 'No valid arguments supplied');
  const itemId = /^[1-9]\d{0,9}$/.test(itemText) ? Number(itemText) : 0;
  const filename = rest.pop() ?? '';
  if (itemId === 0 || filename === '') throw notFound();
  const place = `${component}/${area}`;
  if (place === 'tool_wp/export' && Number(contextId) === SYSTEM_CONTEXT && rest.length === 0) {
    allow('gives');
    return exported(context, caller, itemId, filename);
  }
  if (place !== 'user/draft' || Number(contextId) !== (await userContextId(context.site, caller.userId)))
    throw notFound();
  allow('takes');
  const filepath = rest.length === 0 ? '/' : `/${rest.join('/')}/`;
  const row = await findDraft(context, { userId: caller.userId, itemId, filepath, filename });
  if (row === null) throw notFound();
  return { path: draftPath(context.config, row.storedAs), name: row.filename, mimetype: row.mimetype };
}

async function exported(
  context: AgentContext,
  caller: Caller,
  exportId: number,
  filename: string,
): Promise<FoundFile> {
  const file =
    (await exportDownload(context, caller, exportId, filename)) ??
    (await workplaceFile(context, caller, {
      contextId: SYSTEM_CONTEXT,
      component: 'tool_wp',
      filearea: 'export',
      itemId: exportId,
      filepath: '/',
      filename,
    }));
  if (file === null) throw notFound();
  return { path: file.path, name: filename, mimetype: file.mimetype };
}

/** Always to be saved, never to be shown: what users upload must not run as a page of this host. */
function sendFile(
  res: Response,
  { path, name, mimetype }: FoundFile,
  failed: (error: unknown) => void,
): void {
  res.setHeader('Access-Control-Allow-Origin', '*');
  res.setHeader('Access-Control-Allow-Headers', 'range');
  res.setHeader('Access-Control-Expose-Headers', 'Content-Range');
  res.attachment(name).type(mimetype);
  res.sendFile(path, { dotfiles: 'allow', cacheControl: false, lastModified: false }, (error) => {
    // A client that goes away in the middle is no error of ours.
    if (error) failed((error as NodeJS.ErrnoException).code === 'ENOENT' ? notFound() : error);
  });
}
