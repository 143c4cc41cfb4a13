using System.Globalization;
using System.Text;
using System.Text.Json;
using OpsBot.Sandbox.Discord;

namespace OpsBot.Bench;

/// <summary>Commands as Discord sends them by HTTP: each an interaction of its own with its own signature.</summary>
sealed class SignedInteractions
{
    public const string Application = "1100000000000000001";
    public const string Guild = "1100000000000000002";
    public const string Member = "1100000000000000003";

    // An interaction's id begins with the milliseconds since the first second of 2015.
    const long Beginning = 1_420_070_400_000;

    static readonly byte[] seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    long count;

    public static string PublicKey { get; } = Convert.ToHexStringLower(Ed25519.PublicKeyOf(seed));

    /// <summary>The same work for every server that is measured.</summary>
    public byte[] Command() =>
        Send(2, """{"id":"1100000000000000005","name":"ops","options":[{"name":"whoami","options":[],"type":1}],"type":1}""");

    /// <summary>A letter more in an option of a command.</summary>
    public byte[] Typing(string noun, string verb, string option, string text) => Send(4,
        $$$"""
        {"id":"1100000000000000005","name":"{{{noun}}}","options":[{"name":"{{{verb}}}","type":1,
        "options":[{"name":"{{{option}}}","type":3,"value":"{{{JsonEncodedText.Encode(text)}}}","focused":true}]}],"type":1}
        """);

    byte[] Send(int type, string data)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = ((now.ToUnixTimeMilliseconds() - Beginning) << 22 | Interlocked.Increment(ref count) & 0x3FFFFF)
            .ToString(CultureInfo.InvariantCulture);
        var body = Encoding.UTF8.GetBytes(
            $$$"""
            {"app_permissions":"2248473465835073","application_id":"{{{Application}}}","attachment_size_limit":10485760,"authorizing_integration_owners":{"0":"{{{Guild}}}"},
            "channel":{"id":"1100000000000000004","name":"ops","type":0},"channel_id":"1100000000000000004","context":0,
            "data":{{{data}}},
            "entitlements":[],"guild":{"features":[],"id":"{{{Guild}}}","locale":"en-US"},"guild_id":"{{{Guild}}}","guild_locale":"en-US","locale":"en-US",
            "member":{"roles":[],"permissions":"2248473465835073","user":{"id":"{{{Member}}}","username":"ada","global_name":"Ada"}},
            "token":"aW50ZXJhY3Rpb246{{{id}}}","type":{{{type}}},"version":1,"id":"{{{id}}}"}
            """);
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = Convert.ToHexStringLower(Ed25519.Sign(seed, [.. Encoding.ASCII.GetBytes(timestamp), .. body]));
        var head = Encoding.ASCII.GetBytes(
            $"POST /discord/interactions HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Discord-Interactions/1.0 (+https://discord.com)\r\nContent-Type: application/json\r\n"
            + $"X-Signature-Ed25519: {signature}\r\nX-Signature-Timestamp: {timestamp}\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. head, .. body];
    }
}
