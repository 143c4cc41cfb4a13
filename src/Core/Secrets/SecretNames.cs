using System.Text.RegularExpressions;

namespace OpsBot.Core.Secrets;

/// <summary>Secrets known by the name before them: key=value, key: value, JSON, XML, command lines, SQL and sentences.</summary>
static class SecretNames
{
    // A name ends in one of these: admin_passwd, STRIPE_API_KEY, aws_secret_access_key. "max_tokens" and "token_count" do not.
    const string Name =
        @"([\w.-]*(password|passwd|passphrase|passcode|pwd|secret|token|credentials?|" +
        @"(api|access|private|secret|auth|signing|encryption|master|license)[ _-]?key|session[_-]?id|sessionid|signature|otp)" +
        @"(_?(hash|value|base|base64|b64|enc|[0-9]{1,2}))?|([\w.-]*[_.-])?pass|sig)";

    // A quoted value, also inside quoted JSON and also without its closing quote (a cut line); else up to a space, ; or &.
    const string Quoted =
        """(?<open>\\+")[^"]*(?<close>"|$)|(?<open>[bru]?")([^"\\]|\\.)*(?<close>\\?"|\\?$)|(?<open>[bru]?')([^'\\]|\\.)*(?<close>\\?'|\\?$)""";

    static readonly Regex Assigned = MaskSecrets.Pattern(
        $"""(?<keep>\b{Name}\\*["'”]?(\s+(is|was))?\s*(=>?|:=)\s*)({Quoted}|(?<bare>[^\s;&"'\\][^\s;&"']*))""" +
        $"""|(?<keep>\b{Name}\\*["'”]?(\s+(is|was))?\s*:\s*)({Quoted}|(?<bare>[^\s;&"'\\\[{"{"}=][^\s;&"']*))""");

    static readonly Regex Argument = MaskSecrets.Pattern($"""(?<keep>\s--?{Name}\s+)({Quoted}|(?<bare>[^\s"'-][^\s"']*))""");

    // curl -u user:password, and the two words with which Redis is configured.
    static readonly Regex Login =
        MaskSecrets.Pattern("""(?<keep>\s(-u|--user|--proxy-user)\s+["']?[^\s:"']+:|\b(requirepass|masterauth)\s+)(?<bare>[^\s"']+)""");

    static readonly Regex Element = MaskSecrets.Pattern($"(?<keep><{Name}>)(?<bare>[^<]+)");

    static readonly Regex Statement = MaskSecrets.Pattern("""(?<keep>\b(password|identified\s+by)\s+)(?<open>')([^']|'')*(?<close>'|$)""");

    static readonly Regex Told =
        MaskSecrets.Pattern("""(?<keep>\b(password|passphrase|secret|token|api key)\s+(is|was)\s+)({Quoted}|(?<bare>[^\s"']+))""".Replace(
        "{Quoted}", Quoted, StringComparison.Ordinal));

    // Values that say something about a secret and are none.
    static readonly Regex Words = MaskSecrets.Pattern(
        @"^(none|null|nil|undefined|true|false|missing|expired|invalid|required|not|wrong|incorrect|empty|too|set|unset|no|in|the|an?)[,.!)\]}]*$");

    public static string In(string line)
    {
        line = Assigned.Replace(line, Masked);
        line = Argument.Replace(line, Masked);
        line = Login.Replace(line, Masked);
        line = Element.Replace(line, Masked);
        line = Statement.Replace(line, Masked);
        return Told.Replace(line, Masked);
    }

    static string Masked(Match match)
    {
        var keep = match.Groups["keep"].Value;
        if (match.Groups["open"].Success)
            return $"{keep}{match.Groups["open"].Value}{MaskSecrets.Mask}{CloseOf(match)}";

        var bare = match.Groups["bare"].Value;
        // A key or a login in a URL is masked already, more readably than from here.
        if (Words.IsMatch(bare) || bare.StartsWith("-----BEGIN", StringComparison.Ordinal)
            || bare.StartsWith($"{MaskSecrets.Mask}@", StringComparison.Ordinal))
            return match.Value;
        // What closes a bracket around the pair is not part of the secret.
        var secret = bare.AsSpan().TrimEnd(")]}>,.");
        return $"{keep}{MaskSecrets.Mask}{bare.AsSpan(secret.Length)}";
    }

    // The escape before a quote belongs to it (\"secret\"), the letter of a Python string (b'secret') does not.
    static string CloseOf(Match match) =>
        match.Groups["close"].Length == 0 ? "" : match.Groups["open"].Value.TrimStart('b', 'r', 'u', 'B', 'R', 'U');
}
