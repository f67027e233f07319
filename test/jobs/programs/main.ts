/** The program as `npm start` runs it, for tests that need a process of its own. */
import "../../../src/main.js";
