/** Discussions and posts. */
import type { SampleSql } from '../sql.js';

export interface NewPost {
  userId: number;
  subject: string;
  message: string;
  /** Unix seconds. */
  time: number;
}

/** Starts a discussion with its first post. */
export function startDiscussion(
  sql: SampleSql,
  forumId: number,
  post: NewPost,
): { discussion: number; post: number } {
  const forum = sql.first('forum', { id: forumId });
  if (!forum) throw new Error(`No forum ${forumId}`);
  const discussion = sql.insert('forum_discussions', {
    course: Number(forum.course),
    forum: forumId,
    name: post.subject,
    userid: post.userId,
    groupid: -1,
    timemodified: post.time,
    usermodified: post.userId,
  });
  const first = addPost(sql, discussion, 0, post);
  sql.update('forum_discussions', { id: discussion }, { firstpost: first });
  return { discussion, post: first };
}

/** Answers a post. @returns the answer's id */
export function replyTo(sql: SampleSql, postId: number, post: NewPost): number {
  const parent = sql.first('forum_posts', { id: postId });
  if (!parent) throw new Error(`No post ${postId}`);
  const discussion = Number(parent.discussion);
  const change = { timemodified: post.time, usermodified: post.userId };
  sql.update('forum_discussions', { id: discussion }, change);
  return addPost(sql, discussion, postId, post);
}

function addPost(sql: SampleSql, discussion: number, parent: number, post: NewPost): number {
  const letters = post.message.replace(/<[^>]*>/g, '');
  return sql.insert('forum_posts', {
    discussion,
    parent,
    userid: post.userId,
    created: post.time,
    modified: post.time,
    mailed: 1,
    subject: post.subject,
    message: post.message,
    messageformat: 1,
    wordcount: letters.split(/\s+/).filter(Boolean).length,
    charcount: letters.replace(/\s/g, '').length,
  });
}
