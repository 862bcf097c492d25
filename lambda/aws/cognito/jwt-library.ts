/** What is used of aws-jwt-verify. The bundle of a function has these two with what they need, and nothing else of it. */
export { JwtBaseError } from 'aws-jwt-verify/error';
export { verifyJwtSync } from 'aws-jwt-verify/jwt-verifier';
