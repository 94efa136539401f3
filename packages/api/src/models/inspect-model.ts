import { digestOf, type ModelId } from '@scholia/core';
import { fields, streams } from '@scholia/domain';
import { declarationSchema, proposeDeclaration, readOnnx } from '@scholia/models/foreign';
import { z } from 'zod';
import { newId } from '../ids.ts';
import { upload } from '../schemas.ts';
import { projectOf, projectScope } from '../scopes.ts';
import { command } from '../use-case.ts';

/** Longest name that the log holds. */
const MAX_NAME = 200;

const port = z.object({
  name: z.string(),
  type: z.string(),
  /** Sizes, outermost first; a free one by its name, or null. */
  dims: z.array(z.union([z.number(), z.string()]).nullable()).nullable(),
});

/** Nothing of the file is run here: it is read, and kept for the dry run that `models.upload` asks for. */
export const inspectModel = command({
  name: 'models.inspect',
  summary: 'Upload an ONNX file: what it says of itself, and a declaration to start from.',
  input: z.object({
    projectId: fields.projectId,
    /** (Default: the name of the file) */
    name: z.string().trim().min(1).max(MAX_NAME).optional(),
    file: upload,
  }),
  output: z.object({
    modelId: fields.modelId,
    name: z.string(),
    file: fields.digest,
    bytes: z.number(),
    producer: z.string(),
    inputs: z.array(port),
    outputs: z.array(port),
    declaration: declarationSchema,
    /** Members of the declaration that the file says nothing about, such as 'input.spacingMm'. */
    guessed: z.array(z.string()),
  }),
  access: { type: 'project', capability: 'model.train', scope: projectScope },
  async run({ services, actor, commit }, { projectId, name, file }) {
    const given = await file.read();
    const { producer, inputs, outputs, ...facts } = readOnnx(given.bytes);
    const { labels } = await projectOf(services.sql, projectId);
    const values = labels.map(({ value }) => value);
    const proposal = proposeDeclaration({ producer, inputs, outputs, ...facts }, values);
    const modelId = newId<ModelId>(services);
    const title = (name ?? given.name?.replace(/\.onnx$/i, '').trim() ?? '').slice(0, MAX_NAME);
    const received = {
      modelId,
      projectId,
      name: title === '' ? `network-${modelId.slice(-8)}` : title,
      file: digestOf(given.bytes),
      bytes: given.bytes.length,
    };
    // The blob is durable before the event that names it.
    await services.blobs.put(given.bytes);
    await commit(async (tx) => {
      tx.append({
        streamId: streams.model(modelId),
        expected: 'absent',
        events: [{ type: 'ModelFileReceived', payload: received, actor, projectId }],
      });
    });
    return { ...received, producer, inputs, outputs, ...proposal };
  },
});
