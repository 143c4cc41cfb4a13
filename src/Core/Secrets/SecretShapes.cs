using System.Text.RegularExpressions;

namespace OpsBot.Core.Secrets;

/// <summary>Secrets known by how they look, wherever they stand: tokens of well-known services, headers, logins in URLs.</summary>
static class SecretShapes
{
    const string Mask = MaskSecrets.Mask;

    // The part that is kept says whose token it was: Stripe, GitHub, GitLab, Slack, AWS, Google, OpenAI, npm, SendGrid, JWT, webhooks.
    static readonly Regex Tokens = MaskSecrets.Pattern(string.Join('|',
        @"(?<keep>\b(sk|rk)_(live|test)_|\bwhsec_|\bgh[pousr]_|\bgithub_pat_|\bglpat-|\bxox[a-z]-|\bxapp-)[A-Za-z0-9_-]{8,}",
        @"(?<keep>\b(?-i:AKIA|ASIA|AROA|AIDA|AGPA|AIPA|ANPA|ANVA))[A-Z0-9]{12,}",
        @"(?<keep>\b(?-i:AIza)|\bsk-(proj-|ant-)?|\bnpm_)[A-Za-z0-9_-]{20,}",
        @"(?<keep>\b(?-i:SG)\.)[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}",
        @"(?<keep>\b(?-i:eyJ))[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]*){0,3}",
        @"(?<keep>hooks\.slack\.com/(services|workflows|triggers)/)[A-Za-z0-9_/-]+",
        @"(?<keep>discord(app)?\.com/api/(v[0-9]+/)?webhooks/[0-9]+/)[A-Za-z0-9_-]+"));

    static readonly Regex DiscordBot = MaskSecrets.Pattern(@"\b[MNO][A-Za-z0-9_-]{22,28}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,}");

    // One word after a known scheme; of anything else, the rest up to its quote or the end of the line.
    static readonly Regex Headers = MaskSecrets.Pattern(
        """(?<keep>\bauthorization\\?["']?\s*(=>|[:=])\s*\\?["']?(bearer|basic|token|negotiate|apikey|bot)\s+)[^\s"'\\]+""" +
        """|(?<keep>\b(authorization|(set-)?cookie)\\?["']?\s*(=>|:)\s*\\?["']?)[^\s"'\\][^"'\\]*""");

    static readonly Regex Bearer = MaskSecrets.Pattern(@"(?<keep>\bbearer\s+)(?<value>[A-Za-z0-9._~+/=-]{6,})");
    static readonly Regex Basic = MaskSecrets.Pattern(@"(?<keep>\bbasic\s+)(?<value>[A-Za-z0-9+/=_-]{6,})");

    static readonly Regex Logins =
        MaskSecrets.Pattern(@"(?<keep>[a-z][a-z0-9+.-]*://[^\s/:@""'<>?#]*:)(?<value>[^\s@""'<>]+(@[^\s@/""'<>]+)*)@");

    // What a sentence about a bearer token may say next.
    static readonly Regex Words = MaskSecrets.Pattern(
        "^(tokens?|auth|authentication|authorization|scheme|header|headers|missing|invalid|required|realm.*|error.*|challenge|credentials|format|prefix)$");

    public static string In(string line)
    {
        line = Tokens.Replace(line, $"${{keep}}{Mask}");
        line = DiscordBot.Replace(line, Mask);
        line = Headers.Replace(line, $"${{keep}}{Mask}");
        line = Bearer.Replace(line, match => Words.IsMatch(match.Groups["value"].Value) ? match.Value : Kept(match));
        line = Basic.Replace(line, match => IsLogin(match.Groups["value"].Value) ? Kept(match) : match.Value);
        return Logins.Replace(line, match => IsPort(match.Groups["value"].Value) ? match.Value : $"{Kept(match)}@");
    }

    static string Kept(Match match) => match.Groups["keep"].Value + Mask;

    // "basic configuration" is a sentence; base64 of user:password is not.
    static bool IsLogin(string value)
    {
        Span<byte> login = new byte[value.Length];
        return Convert.TryFromBase64String(value.PadRight((value.Length + 3) / 4 * 4, '='), login, out var length) &&
            login[..length].Contains((byte)':');
    }

    // http://host:8069/web?mail=a@b is an address with a port, not a login.
    static bool IsPort(string value)
    {
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        return slash is > 0 and < 6 && value.AsSpan(0, slash).IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
