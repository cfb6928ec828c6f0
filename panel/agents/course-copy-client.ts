/** New courses out of others, and out of uploaded backups. */
import type { z } from 'zod';
import {
  courseCopyReply,
  type courseDuplicateRequest,
  type courseRestoreRequest,
  type CourseCopyReply,
} from '../../contract/agent/course-copies.js';
import { ask, ORDER_TIMEOUT } from './ask.js';
import type { AgentAddress, AgentTransport } from './transport.js';

export class CourseCopyClient {
  constructor(private readonly transport: AgentTransport) {}

  duplicate(
    site: AgentAddress,
    data: z.input<typeof courseDuplicateRequest>,
    requestKey: string,
  ): Promise<CourseCopyReply> {
    return this.order(site, '/courses/duplicate', data, requestKey);
  }

  restore(
    site: AgentAddress,
    data: z.input<typeof courseRestoreRequest>,
    requestKey: string,
  ): Promise<CourseCopyReply> {
    return this.order(site, '/courses/restore', data, requestKey);
  }

  private order(
    site: AgentAddress,
    path: string,
    data: object,
    requestKey: string,
  ): Promise<CourseCopyReply> {
    const headers = { 'idempotency-key': requestKey };
    const request = { method: 'POST', path, data, headers, timeout: ORDER_TIMEOUT } as const;
    return ask(this.transport, site, request, courseCopyReply);
  }
}
