import type { TeamsConfig } from "../../../config.js";
import { asObject, errorWord, type Json, stringAt } from "../../json.js";
import { type Diagnosis, fine, notice, problem } from "../../platform.js";
import { missingFor } from "./link.js";

/** What `doctor` can learn about Teams: the app and its tenant, and whether Microsoft gives a token for them. */

export interface TeamsCheck {
  readonly config: TeamsConfig;
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  /** Where tokens are given. */
  readonly login?: string;
}

const LOGIN = "https://login.microsoftonline.com";
const SCOPE = "https://api.botframework.com/.default";

/** Codes of https://learn.microsoft.com/entra/identity-platform/reference-error-codes, and what to do about each. */
const REMEDIES: Readonly<Record<string, string>> = {
  AADSTS7000215:
    "TEAMS_APP_PASSWORD が正しくありません。「証明書とシークレット」で、シークレットの ID ではなく「値」を写してください。",
  AADSTS7000222:
    "TEAMS_APP_PASSWORD の有効期限が切れています。「証明書とシークレット」で新しいシークレットを作ってください。",
  AADSTS700016:
    "TEAMS_APP_ID のアプリが、このテナントにありません。TEAMS_APP_ID と TEAMS_TENANT_ID を確かめてください。",
  AADSTS90002: "TEAMS_TENANT_ID のテナントが見つかりません。ディレクトリ（テナント）ID を確かめてください。",
  AADSTS900023: "TEAMS_TENANT_ID のテナントが見つかりません。ディレクトリ（テナント）ID を確かめてください。",
};

/** Never rejects; says honestly what could not be learned. */
export async function checkTeams(options: TeamsCheck): Promise<readonly Diagnosis[]> {
  const { config } = options;
  if (!config.authenticated) {
    return [
      notice(
        "Teams",
        "確認用の設定です（TEAMS_AUTH=none）。この機械の確認用ツールからだけ使え、本番の Teams にはつながりません。",
      ),
    ];
  }
  return [
    fine("Teams のアプリ", `アプリ ID ${config.appId}、テナント ${config.tenantId} として動きます。`),
    checkLibrary(config),
    await checkToken(options),
    notice(
      "Teams の読み取りの許可",
      "チームごとの許可（RSC）は、ここからは尋ねられません。チャンネルでメンション（@）なしの返信が記録されれば、許可されています。",
    ),
    notice(
      "Teams の止まっていたあいだの返信",
      "Teams は、ボットに会話の履歴を読ませません。長く止まったあとは、そのあいだに返信した方に、もう一度送るか返信を編集するよう頼んでください。",
    ),
  ];
}

/** Which library links to Teams, and whether its maker still stands behind it. */
function checkLibrary({ sdk }: TeamsConfig): Diagnosis {
  const check = "Teams の部品";
  const missing = missingFor(sdk);
  if (missing !== null) return problem(check, missing);
  return sdk === "teams-apps"
    ? fine(check, "@microsoft/teams.apps で動いています。Microsoft がサポートしている部品です。")
    : notice(
        check,
        "@microsoft/teams-ai と botbuilder で動いています。どちらも Microsoft のサポートが終わっています。TEAMS_SDK=teams-apps と書いて起動し直すと、サポートのある @microsoft/teams.apps に替わります。記録も画面も、そのまま使えます。",
      );
}

async function checkToken({ config, fetch, timeoutMs, login = LOGIN }: TeamsCheck): Promise<Diagnosis> {
  const check = "Teams のトークン";
  let body: Json;
  try {
    const response = await fetch(`${login}/${config.tenantId}/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: config.appId,
        client_secret: config.password,
        scope: SCOPE,
      }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    body = asObject(await response.json());
  } catch (error) {
    return problem(
      check,
      `Microsoft につながりませんでした（${errorWord(error)}）。ネットワークとプロキシ（HTTPS_PROXY）を確かめてください。シークレットが正しいかどうかは、つながるまで分かりません。`,
    );
  }
  if (stringAt(body, "access_token") !== null) {
    return fine(
      check,
      "Microsoft からトークンを受け取れました。アプリ ID、テナント、シークレットは合っています。",
    );
  }
  const code = /AADSTS\d+/.exec(stringAt(body, "error_description") ?? "")?.[0];
  const said = code ?? stringAt(body, "error") ?? "理由なし";
  const remedy = REMEDIES[said] ?? "アプリ ID、テナント、シークレットを確かめてください。";
  return problem(check, `Microsoft がトークンを渡しません（${said}）。${remedy}`);
}
