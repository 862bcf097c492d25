/**
 * The client generators that the OpenAPI document is tried with, and what each does, as lines of bash. They run in a
 * copy of the generator's folder, with the variables that `run.ts` sets.
 */

import type { Program } from '../toolchains/programs';

export interface Generator {
  /** Its folder. */
  readonly name: string;
  /** What pins the version is in the folder, or beside it for what several share. */
  readonly version: string;
  readonly needs: readonly Program[];
  /** Takes the generator from its registry and makes the client from `$DOCUMENT`. */
  readonly generate: string;
  /** Compiles or type-checks the client and the flow. */
  readonly compile: string;
  /** Ends with the line `flow ok`. */
  readonly flow: string;
}

const OPENAPI_GENERATOR = '7.25.0';
/** Copies jars of `pom.xml`. */
const JARS = 'mvn -q -B -f "$SHARED/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy-dependencies';
const THE_GENERATOR = `${JARS} -DincludeArtifactIds=openapi-generator-cli -DoutputDirectory="$CACHE"`;
const PACKAGE = 'sallyport_management';
/** `npm ci` of the folder's lock; the programs are then in `node_modules/.bin`. */
const NPM_CI = 'npm ci --ignore-scripts --no-audit --no-fund --loglevel=error';

/** No 5xx, no answer and no header beside the document, and no refusal of what the document allows (`hooks.py`). */
const CHECKS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'refused_by_schema',
].join();

export const GENERATORS: readonly Generator[] = [
  {
    name: 'openapi-generator-python',
    version: OPENAPI_GENERATOR,
    needs: ['java', 'mvn', 'python3'],
    generate: `
      ${THE_GENERATOR}
      "$TOOLCHAINS/python.sh"
      java -jar "$CACHE/openapi-generator-cli-${OPENAPI_GENERATOR}.jar" generate -g python -i "$DOCUMENT" -o client --package-name ${PACKAGE}
      mv client/${PACKAGE} .`,
    compile: `"$PYTHON" -m mypy --check-untyped-defs ${PACKAGE} flow.py`,
    flow: '"$PYTHON" flow.py',
  },
  {
    // Without `containerDefaultToNull`, a PATCH sends an empty list for each list that the caller did not set.
    name: 'openapi-generator-java',
    version: OPENAPI_GENERATOR,
    needs: ['java', 'javac', 'mvn'],
    generate: `
      ${THE_GENERATOR}
      ${JARS} -DincludeScope=runtime -DoutputDirectory="$CACHE/java"
      java -jar "$CACHE/openapi-generator-cli-${OPENAPI_GENERATOR}.jar" generate -g java --library native -i "$DOCUMENT" -o client \\
        --additional-properties containerDefaultToNull=true`,
    compile: 'javac -encoding UTF-8 -cp "$CACHE/java/*" -d classes $(find client/src/main -name "*.java") Flow.java',
    flow: 'java -cp "classes:$CACHE/java/*" Flow',
  },
  {
    name: 'openapi-python-client',
    version: '0.29.1',
    needs: ['python3'],
    generate: `
      "$TOOLCHAINS/python.sh"
      PATH="$(dirname "$PYTHON"):$PATH" openapi-python-client generate --fail-on-warning --meta none --path "$DOCUMENT" --output-path ${PACKAGE}`,
    compile: `"$PYTHON" -m mypy --strict --config-file mypy.ini ${PACKAGE} flow.py`,
    flow: '"$PYTHON" flow.py',
  },
  {
    name: 'oapi-codegen',
    version: '2.8.2',
    needs: ['go'],
    generate: `
      mkdir management
      go tool oapi-codegen -generate types,client -package management -o management/management.go "$DOCUMENT"`,
    compile: 'go vet ./... && go build -o flow .',
    flow: './flow',
  },
  {
    name: 'ogen',
    version: '1.24.0',
    needs: ['go'],
    generate: 'go tool ogen --config ogen.yml --package management --target management --clean "$DOCUMENT"',
    compile: 'go vet ./... && go build -o flow .',
    flow: './flow',
  },
  {
    name: 'openapi-typescript',
    version: '7.13.0',
    needs: ['npm'],
    generate: `${NPM_CI} && npx openapi-typescript "$DOCUMENT" -o management.d.ts`,
    compile: 'npx tsc -p .',
    flow: 'node built/flow.js',
  },
  {
    name: 'hey-api',
    version: '0.95.0',
    needs: ['npm'],
    generate: `${NPM_CI} && npx openapi-ts -i "$DOCUMENT" -o management`,
    compile: 'npx tsc -p .',
    flow: 'node built/flow.js',
  },
  {
    // Makes no client: it sends what the schemas allow, and holds each answer against the document.
    name: 'schemathesis',
    version: '4.32.5',
    needs: ['python3'],
    generate: '"$TOOLCHAINS/python.sh"',
    compile: '"$PYTHON" -m mypy --check-untyped-defs hooks.py',
    flow: `
      SCHEMATHESIS_HOOKS=hooks "$(dirname "$PYTHON")/schemathesis" run "$DOCUMENT" --url "$MANAGEMENT_URL" \\
        --header "Authorization: Bearer $OPERATOR_TOKEN" --checks ${CHECKS} --mode all --phases examples,coverage,fuzzing \\
        --max-examples 15 --seed 20 --workers 1 --generation-database none --continue-on-failure --no-color
      echo flow ok`,
  },
];
