// Lets the OAuth2 class of jsforce take one step of a login and prints {"value": ...} or {"error": {"name", "message"}}.
//
// Standard input holds the app and the step. The verifier of PKCE lives for one login and several steps, so it comes and
// goes with them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(`${process.env.XCRED_PEERS_PLACE}/`);
const { OAuth2 } = require('jsforce');
const { app, step, argument, verifier } = JSON.parse(readFileSync(0, 'utf8'));
const oauth2 = new OAuth2({ ...app, useVerifier: true });
if (verifier) oauth2.codeVerifier = verifier;

const steps = {
  ask: () => ({ url: oauth2.getAuthorizationUrl({ scope: 'api refresh_token', state: 'as sent' }), verifier: oauth2.codeVerifier }),
  redeem: () => oauth2.requestToken(argument),
  refresh: () => oauth2.refreshToken(argument),
  revoke: () => oauth2.revokeToken(argument),
  credentials: () => oauth2.requestToken({ grant_type: 'client_credentials' }),
};

try {
  console.log(JSON.stringify({ value: (await steps[step]()) ?? null }));
} catch ({ name, message }) {
  console.log(JSON.stringify({ error: { name, message } }));
  process.exitCode = 1;
}
