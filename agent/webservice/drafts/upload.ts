/** POST `/webservice/upload.php`: files into a draft area of the token's user, answered as Moodle's script does. */
import { rm } from 'node:fs/promises';
import type { Request, RequestHandler, Response } from 'express';
import { allowBodyFor } from '../../../runtime/body-deadline.js';
import { requireSpace } from '../../backup/storage/free-space.js';
import type { AgentContext } from '../../context.js';
import { ApiError } from '../../http/errors.js';
import { coreSettings, isEmpty } from '../../moodle/reads/settings.js';
import { webserviceCall } from '../call.js';
import type { Caller, WebserviceFunction } from '../function.js';
import { MultipartError } from '../multipart/multipart-error.js';
import { boundaryOf, readMultipart, type Part } from '../multipart/read-multipart.js';
import { cleanFileName, cleanPath } from '../protocol/clean-value.js';
import { sendFileAnswer, sendFileFailure } from '../protocol/file-failure.js';
import { putParameter, type ParameterCounter, type PhpArray } from '../protocol/php-array.js';
import { queryParameters, textOf } from '../protocol/request-parameters.js';
import type { Admit } from '../tokens/admit.js';
import { fileRefusals, type Authenticated } from '../tokens/authenticate.js';
import { requireFiles } from '../tokens/file-rights.js';
import { missingParameter, moodleError } from '../webservice-error.js';
import { draftPath, keepDraft, makeDraftFolder, unusedItemId } from './draft-files.js';
import { receiveFile, tooLarge, type Received, type UploadBudget } from './receive.js';
import { userContext } from './user-context.js';

/** Milliseconds for one upload; a connection that stands still is closed long before. */
const UPLOAD_TIME = 6 * 60 * 60 * 1000;
/** Milliseconds for what is left of one that is refused. */
const REST_TIME = 10_000;
/** Bytes of all the fields together, and for the lines between the parts. */
const FIELDS_LIMIT = 1024 * 1024;
/** Bytes of a body that are read off after an error. */
const DRAIN_LIMIT = 4 * 1024 * 1024;

interface NewFile extends Received {
  filename: string;
  mimetype: string;
}

interface UploadForm {
  parameters: PhpArray;
  files: NewFile[];
  who: Authenticated;
}

export function uploadHandler(
  context: AgentContext,
  functions: readonly WebserviceFunction[],
  admitAny: Admit,
): RequestHandler {
  const admit: Admit = async (req, token, refusals) => {
    const who = await admitAny(req, token, refusals);
    requireFiles(functions, who.functions, 'takes');
    await requireOwnFiles(context, who.caller);
    return who;
  };
  return async (req, res) => {
    try {
      const answer = await upload(context, admit, req, res);
      sendFileAnswer(res, answer, answer.length > 0 ? 'text' : 'json');
    } catch (error) {
      allowBodyFor(req, res, REST_TIME);
      if (req.destroyed || !(await readOff(req).catch(() => false))) {
        res.setHeader('Connection', 'close');
        res.once('close', () => req.destroy());
      }
      // A client that has gone away hears nothing of it.
      if (res.destroyed || req.errored) return;
      const said = error instanceof MultipartError ? new ApiError(error.status, error.message) : error;
      await sendFileFailure(req, res, said, context, 'text');
    }
  };
}

/** Moodle asks for this, too. @throws WebserviceError `nopermissions` */
async function requireOwnFiles(context: AgentContext, caller: Caller): Promise<void> {
  const place = { level: 'user', id: caller.userId } as const;
  await webserviceCall(context, caller, '').requireCapability('moodle/user:manageownfiles', place);
}

/** Stores what the form brings; what it does not store is gone when it is done. */
async function upload(context: AgentContext, admit: Admit, req: Request, res: Response): Promise<unknown[]> {
  const received: Received[] = [];
  const kept = new Set<string>();
  try {
    return await keepFiles(context, await readForm(context, admit, req, res, received), kept);
  } finally {
    for (const { storedAs } of received)
      if (!kept.has(storedAs)) await rm(draftPath(context.config, storedAs), { force: true });
  }
}

/** Reads the whole form. The token is checked before the first byte of a file is written. */
async function readForm(
  context: AgentContext,
  admit: Admit,
  req: Request,
  res: Response,
  received: Received[],
): Promise<UploadForm> {
  const counter: ParameterCounter = { count: 0 };
  const parameters = queryParameters(req, counter);
  const limit = context.config.uploadMaxBytes;
  let who: Authenticated | undefined;
  const requireUser = async () => {
    if (who !== undefined) return who;
    const token = textOf(parameters, 'token').replace(/[^A-Za-z0-9]/g, '');
    if (!parameters.has('token')) throw missingParameter('token');
    who = await admit(req, token, fileRefusals);
    await requireRoom(context, req, limit);
    allowBodyFor(req, res, UPLOAD_TIME);
    return who;
  };
  if (parameters.has('token')) await requireUser();

  const files: NewFile[] = [];
  const budget: UploadBudget = { left: limit, limit };
  let fields = 0;
  const type = req.headers['content-type'] ?? '';
  if (/^multipart\/form-data\b/i.test(type)) {
    for await (const part of readMultipart(req.iterator({ destroyOnReturn: false }), boundaryOf(type))) {
      if (part.filename !== undefined) {
        await requireUser();
        files.push(await readFile(context, part, budget, received));
      } else {
        const { value, length } = await readField(part, FIELDS_LIMIT - fields);
        fields += length;
        putParameter(parameters, part.name, value, counter);
      }
    }
  }
  return { parameters, files, who: await requireUser() };
}

/** @throws ApiError 413, NotEnoughSpace; both before anything is read */
async function requireRoom({ config }: AgentContext, req: Request, limit: number): Promise<void> {
  const length = Number(req.headers['content-length'] ?? 0);
  if (length > limit + FIELDS_LIMIT) throw tooLarge(limit);
  await requireSpace([{ folder: await makeDraftFolder(config), bytes: length }]);
}

async function readFile(
  { config }: AgentContext,
  part: Part,
  budget: UploadBudget,
  received: Received[],
): Promise<NewFile> {
  if (part.filename === '') throw moodleError('upload_error_no_file', 'No file was uploaded.');
  const filename = cleanFileName(part.filename!);
  if (filename === '' || filename.length > 255) throw localFileProblem('Invalid file name');
  const file = await receiveFile(config, part.content, budget);
  received.push(file);
  const mimetype = /^[\w.+-]+\/[\w.+-]+$/.test(part.contentType)
    ? part.contentType
    : 'application/octet-stream';
  return { ...file, filename, mimetype };
}

async function readField(part: Part, limit: number): Promise<{ value: string; length: number }> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of part.content) {
    length += piece.length;
    if (length > limit) throw new MultipartError('The fields of the form are too large.', 413);
    pieces.push(piece);
  }
  return { value: Buffer.concat(pieces).toString('utf8'), length };
}

const localFileProblem = (what: string) =>
  moodleError('storedfileproblem', `Unknown exception related to local files (${what})`);

/** What the site gives to new files. */
async function defaultLicence({ site }: AgentContext): Promise<string> {
  const { sitedefaultlicense: licence } = await coreSettings(site, ['sitedefaultlicense']);
  return isEmpty(licence) ? 'allrightsreserved' : licence;
}

async function keepFiles(
  context: AgentContext,
  { parameters, files, who }: UploadForm,
  kept: Set<string>,
): Promise<unknown[]> {
  const { userId } = who.caller;
  const filepath = parameters.has('filepath') ? cleanPath(textOf(parameters, 'filepath')) : '/';
  const given = Number.parseInt(textOf(parameters, 'itemid'), 10);
  if (files.length === 0) return [];
  if (!filepath.startsWith('/') || !filepath.endsWith('/') || filepath.length > 255)
    throw localFileProblem('Invalid file path');
  const itemId = given > 0 && given <= 2_147_483_647 ? given : await unusedItemId(context, userId);
  const contextid = await userContext(context.site, userId);
  const license = await defaultLicence(context);
  const author = who.account.fullname;
  const answer: unknown[] = [];
  for (const { filename, storedAs, size, sha256, mimetype } of files) {
    const place = { userId, itemId, filepath, filename };
    const facts = { storedAs, size: BigInt(size), sha256, mimetype, author, license };
    if (await keepDraft(context, { ...place, ...facts, createdAt: context.clock() })) {
      kept.add(storedAs);
      answer.push({
        component: 'user',
        contextid,
        userid: String(userId),
        filearea: 'draft',
        filename,
        filepath,
        itemid: itemId,
        license,
        author,
        source: `O:8:"stdClass":1:{s:6:"source";s:${Buffer.byteLength(filename)}:"${filename}";}`,
      });
    } else {
      const error = `File name already exists: ${filename}`;
      answer.push({ filename, filepath, size, errortype: 'filenameexist', error });
    }
  }
  return answer;
}

/** Reads what is left of a small body, so that the answer is read at the other end. False for a large one. */
async function readOff(req: Request): Promise<boolean> {
  if (Number(req.headers['content-length'] ?? 0) > DRAIN_LIMIT) return false;
  let left = DRAIN_LIMIT;
  for await (const piece of req.iterator({ destroyOnReturn: false }))
    if ((left -= (piece as Buffer).length) < 0) return false;
  return true;
}
