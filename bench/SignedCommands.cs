using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsBot.Bench;

/// <summary>Slash commands as Slack sends them: each with its own trigger_id and its own signature.</summary>
sealed class SignedCommands(string secret, int port)
{
    public const string Team = "T0BENCH";

    readonly byte[] key = Encoding.UTF8.GetBytes(secret);
    readonly string run = Guid.CreateVersion7().ToString("n");
    long count;

    /// <summary>One whole HTTP request; the same work for every server that is measured.</summary>
    public byte[] Next()
    {
        var number = Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture);
        var body = Encoding.ASCII.GetBytes(
            $"token=xyzz0WbapA4vBCDEFasx0q6G&team_id={Team}&team_domain=bench&channel_id=G8PSS9T3V&channel_name=ops&user_id=U2CERLKJA&user_name=roadrunner"
            + $"&command=%2Fops&text=whoami&api_app_id=A0BENCH&is_enterprise_install=false&response_url=http%3A%2F%2F127.0.0.1%3A{port}%2Fcommands%2F{Team}%2F{number}%2F96rGlfmibIGlgcZRskXaIFfN"
            + $"&trigger_id={number}.47445629121.{run}");
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"v0:{timestamp}:"), .. body];
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, signed));
        var head = Encoding.ASCII.GetBytes(
            $"POST /slack/commands HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\nAccept: application/json,*/*\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nX-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\nContent-Length: {body.Length}\r\n\r\n");
        return [.. head, .. body];
    }
}
