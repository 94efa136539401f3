import { BAD, type Html, html, nothing } from './html.ts';
import type { Line } from './timeline.ts';
import { clock, number } from './words.ts';

/** Lines as tables, one a day. Call for pages of lines in order; `end` closes the last table. */
export class DayTables {
  readonly #caption: string;
  #day: string | undefined;

  constructor(caption: string) {
    this.#caption = caption;
  }

  next(lines: readonly Line[]): Html {
    return html`${lines.map((line) => html`${this.#turnTo(line.first.recordedAt.slice(0, 10))}${rowOf(line)}`)}`;
  }

  end(): Html {
    return this.#day === undefined ? nothing : CLOSE;
  }

  #turnTo(day: string): Html {
    if (day === this.#day) return nothing;
    const close = this.end();
    this.#day = day;
    return html`${close}<h3><time datetime="${day}">${day}</time></h3>
<table><caption>${this.#caption} of ${day}</caption>
<thead><tr><th scope="col" class="time">Time</th><th scope="col">What happened</th><th scope="col" class="right">Events</th></tr></thead>
<tbody>
`;
  }
}

const CLOSE = html`</tbody></table>
`;

function rowOf({ first, last, count, sentence, isFailure }: Line): Html {
  const [start, end] = [clock(first.recordedAt), clock(last.recordedAt)];
  const time = html`<time datetime="${first.recordedAt}">${start}</time>${
    start === end ? nothing : html`\u2013<time datetime="${last.recordedAt}">${end}</time>`
  }`;
  const place =
    count === 1
      ? html`#${first.position.toString()}`
      : html`${number(count)} from #${first.position.toString()} to #${last.position.toString()}`;
  return html`<tr${isFailure ? BAD : nothing}><td class="time">${time}</td><td>${sentence}</td><td class="right">${place}</td></tr>
`;
}
