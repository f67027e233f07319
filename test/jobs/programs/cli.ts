/** The command line as `policy-bot` runs it, for tests that need a process of its own. */
import "../../../src/cli.js";
