/** `npm run cost -- --requests 100 --keys 1000`: prints what decisions cost. Each parameter is `--name value`. */
import { COST_PARAMETERS, costReport } from './cost/report';
import { commandLine } from './parameters';

console.log(costReport(commandLine(COST_PARAMETERS)));
