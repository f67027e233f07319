/** An invented document in a layout that has to be asked about: the heads of departments declare, each in their own words. */
export const DECLARATIONS = `令和8年度　若葉市　部局宣言

「総務部長宣言2026」
わたしの想い
・市民に信頼される市役所をつくります。
今年の約束
・窓口の予約を全課で始めます。
・紙の申請書を半分にします。

「環境部長宣言2026」
わたしの想い
・水と緑を次の世代に渡します。
今年の約束
・資源ごみの拠点を五か所増やします。

「建設部長宣言2026」
わたしの想い
・道路を守ります。
今年の約束
・橋の点検を終えます。
`;
