import { METHODS_OF_MODELS, type MethodOfModels } from '@scholia/domain';
import { METHODS, type Method } from '@scholia/models';
import { expect, it } from 'vitest';

it('methods of models are to those who ask what they are to those who train', () => {
  const told = (methods: Readonly<Record<string, Method | MethodOfModels>>) =>
    Object.entries(methods).map(([name, { title, takesClicks, isOfOneStructure }]) => [
      name,
      title,
      takesClicks,
      isOfOneStructure,
    ]);
  expect(told(METHODS_OF_MODELS)).toEqual(told(METHODS));
});
