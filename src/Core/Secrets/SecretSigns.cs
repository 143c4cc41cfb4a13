using System.Buffers;

namespace OpsBot.Core.Secrets;

/// <summary>
/// Tells quickly that a line holds nothing to mask: every expression needs one of these. Most lines have none, and what the expressions
/// keep in memory once they have run is a tenth of an idle bot.
/// </summary>
static class SecretSigns
{
    // A token of a Discord bot has no word of its own, but it is long, and has dots in it.
    const int ShortestOfDots = 57;

    static readonly SearchValues<string> signs = SearchValues.Create(
        [
            "sk_", "rk_", "sk-", "whsec_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "npm_",
            "SG.", "eyJ",
            "AKIA", "ASIA", "AROA", "AIDA", "AGPA", "AIPA", "ANPA", "ANVA", "AIza", "hooks.slack.com", "webhooks/",
            "auth", "cookie", "bearer", "basic", "://", "-----", "-u", "identified",
            "pass", "pwd", "secret", "token", "credential", "key", "session", "sig", "otp",
        ],
        StringComparison.OrdinalIgnoreCase);

    // To an expression that ignores case, the sign of Kelvin is a k.
    static readonly SearchValues<char> otherSpellings = SearchValues.Create("\u212A\u017F\u0130\u0131");

    public static bool MayStandIn(string line) =>
        line.AsSpan().ContainsAny(signs) || line.AsSpan().ContainsAny(otherSpellings)
            || (line.Length >= ShortestOfDots && line.Contains('.', StringComparison.Ordinal));
}
