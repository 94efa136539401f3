import type { Command } from 'commander';
import { BENCHES } from '../bench/index.ts';
import { type Bench, formatReport, machine, type Report } from '../bench/report.ts';
import { print, progress } from '../output.ts';

export function registerBench(command: Command): void {
  for (const [name, bench] of Object.entries(BENCHES)) registerOne(command, name, bench);
}

function registerOne(group: Command, name: string, bench: Bench): void {
  const command = group.command(name).description(bench.summary);
  for (const { flags, description, parse, default: fallback } of bench.options) {
    command.option(flags, description, (text: string) => (parse ? parse(text) : text), fallback);
  }
  command.option('--json', 'print one JSON object', false).action(async ({ json, ...options }: { json: boolean }) => {
    const figures = await bench.run(options, progress);
    const report: Report = { name, machine: machine(), figures };
    print(json, report, () => formatReport(report));
  });
}
