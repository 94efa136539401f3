import fc from 'fast-check';
import { expect, it } from 'vitest';
import { html } from './html.ts';

/** As HTML reads character references. */
const read = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

it('what is put in comes out as text, between tags and in attributes', () => {
  const text = fc.string({
    unit: fc.constantFrom('<', '>', '&', '"', "'", '/', '=', 'b', ' ', '!', '-', ';', '&lt;', 'amp'),
  });
  fc.assert(
    fc.property(text, (value) => {
      const { text: page } = html`<p title="${value}">${value}</p>`;
      const [, attribute, content] = /^<p title="([^"<>]*)">([^<>]*)<\/p>$/.exec(page) ?? [];
      expect([read(attribute), read(content)]).toEqual([value, value]);
    }),
  );
});

it('lists and pieces of HTML go in as they are, numbers as numbers', () => {
  const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
  expect(html`<ul data-count="${2}">${items}</ul>`.text).toBe('<ul data-count="2"><li>a</li><li>&lt;b&gt;</li></ul>');
});
