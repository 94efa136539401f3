import { benchBrush } from './brush.ts';

const report = await benchBrush();
if (process.argv.includes('--json')) console.log(JSON.stringify(report));
else console.table(report.figures);
