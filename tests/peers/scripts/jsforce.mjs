// Lets jsforce make one call and prints what it understood: {"value": ...} or {"error": {"name", "code", "message"}}.
//
// Standard input holds the org, the call and its arguments. The token comes with it, not on the command line, where
// others could read it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.XCRED_PEERS_PLACE}/`);
const { Connection } = require('jsforce');
const request = JSON.parse(readFileSync(0, 'utf8'));

const connection = new Connection({
  instanceUrl: request.url,
  accessToken: request.token,
  version: request.version,
  maxRequest: 1,
});
const { metadata } = connection;
// A second between questions is kind to a real org; this one has nobody else to serve.
metadata.pollInterval = 1;

// jsforce's own questions go over SOAP, so over REST they are asked here.
const overRest = async (started) => {
  const { id } = await started;
  for (;;) {
    const result = await metadata.checkDeployStatus(id, true, true);
    if (result.done) return result;
  }
};

const calls = {
  describe: () => metadata.describe(),
  list: (queries) => metadata.list(queries),
  read: (type, names) => metadata.read(type, names),
  create: (type, records) => metadata.create(type, records),
  update: (type, records) => metadata.update(type, records),
  upsert: (type, records) => metadata.upsert(type, records),
  delete: (type, names) => metadata.delete(type, names),
  retrieve: (wanted) => metadata.retrieve(wanted).complete(),
  retrieveStatus: (wanted) => metadata.retrieve(wanted).check(),
  deploy: (path, options) => metadata.deploy(readFileSync(path), options).complete(true),
  deployRest: (path, options) => overRest(metadata.deployRest(readFileSync(path), options)),
  quick: async (id, rest) => {
    const deployment = await metadata.deployRecentValidation({ id, rest });
    return overRest({ id: deployment });
  },
  cancel: async (path, options) => {
    const { id } = await metadata.deploy(readFileSync(path), options);
    const answer = await metadata.cancelDeploy(id);
    return { answer, result: await overRest({ id }) };
  },
  query: (text) => connection.query(text),
  tooling: (text) => connection.tooling.query(text),
  identity: () => connection.identity(),
  limits: async () => ({ limits: await connection.limits(), header: connection.limitInfo }),
};

const told = (error) => ({ name: error.name, code: error.errorCode, message: error.message });

try {
  const value = await calls[request.call](...request.arguments);
  console.log(JSON.stringify({ value }));
} catch (error) {
  console.log(JSON.stringify({ error: told(error) }));
  process.exitCode = 1;
}
