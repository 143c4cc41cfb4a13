using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpsBot.Core.Values;

namespace OpsBot.Bench;

/// <summary>One whole HTTP request, and the path under which its answer comes back.</summary>
sealed record Signed(byte[] Bytes, string AnswerPath);

/// <summary>Commands and clicks as Slack sends them: each with its own trigger_id and its own signature.</summary>
sealed class SignedRequests(string secret, int answersPort)
{
    public const string Team = "T0BENCH";
    public const string App = "A0BENCH";

    readonly byte[] key = Encoding.UTF8.GetBytes(secret);
    readonly string run = Guid.CreateVersion7().ToString("n");
    long count;

    /// <summary>The same work for every server that is measured.</summary>
    public Signed Command(string user, string command, string text, string? channel = "G8PSS9T3V")
    {
        var number = Number();
        var path = $"/commands/{Team}/{number}/{run}";
        return Sign("/slack/commands", path,
            $"token=xyzz0WbapA4vBCDEFasx0q6G&team_id={Team}&team_domain=bench&channel_id={channel}&channel_name=ops&user_id={user}&user_name=roadrunner"
            + $"&command={Uri.EscapeDataString(command)}&text={Uri.EscapeDataString(text)}&api_app_id={App}&is_enterprise_install=false"
            + $"&response_url={Uri.EscapeDataString(Answers(path))}&trigger_id={number}.47445629121.{run}");
    }

    public Signed Click(string user, string line)
    {
        var number = Number();
        var path = $"/actions/{Team}/{number}/{run}";
        var payload =
            $$$"""
            {"type":"block_actions","user":{"id":"{{{user}}}","username":"roadrunner","name":"roadrunner","team_id":"{{{Team}}}"},"api_app_id":"{{{App}}}",
            "token":"xyzz0WbapA4vBCDEFasx0q6G","container":{"type":"message","message_ts":"1531420618.000100","channel_id":"C0APPROVALS","is_ephemeral":false},
            "trigger_id":"{{{number}}}.47445629121.{{{run}}}","team":{"id":"{{{Team}}}","domain":"bench"},"enterprise":null,"is_enterprise_install":false,
            "channel":{"id":"C0APPROVALS","name":"approvals"},"message":{"type":"message","ts":"1531420618.000100","text":"A request"},"state":{"values":{}},
            "response_url":"{{{Answers(path)}}}","actions":[{"action_id":"run:0","block_id":"b1","text":{"type":"plain_text","text":"Approve"},
            "value":"{{{line}}}","type":"button","action_ts":"1531420618.000200"}]}
            """;
        return Sign("/slack/interactions", path, $"payload={Uri.EscapeDataString(payload)}");
    }

    /// <summary>A letter more in a search menu of the form that this line has opened.</summary>
    public byte[] Typing(string user, string line, string parameter, string text)
    {
        var memory = JsonEncodedText.Encode(Json.Text(new { Line = line, Answer = $"person:{user}" }));
        var payload =
            $$$"""
            {"type":"block_suggestion","user":{"id":"{{{user}}}","name":"roadrunner","team_id":"{{{Team}}}"},"api_app_id":"{{{App}}}",
            "token":"xyzz0WbapA4vBCDEFasx0q6G","container":{"type":"view","view_id":"V0BENCH"},"team":{"id":"{{{Team}}}","domain":"bench"},
            "enterprise":null,"is_enterprise_install":false,"action_id":"value","block_id":"{{{parameter}}}","value":"{{{JsonEncodedText.Encode(text)}}}",
            "view":{"id":"V0BENCH","type":"modal","callback_id":"form","private_metadata":"{{{memory}}}"}}
            """;
        return Sign("/slack/options", "", $"payload={Uri.EscapeDataString(payload)}").Bytes;
    }

    string Number() => Interlocked.Increment(ref count).ToString(CultureInfo.InvariantCulture);

    /// <summary>Where answers under that path are taken.</summary>
    public string Answers(string path) => $"http://127.0.0.1:{answersPort}{path}";

    Signed Sign(string path, string answerPath, string text)
    {
        var body = Encoding.ASCII.GetBytes(text);
        var timestamp = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"v0:{timestamp}:"), .. body];
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, signed));
        var head = Encoding.ASCII.GetBytes(
            $"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\nAccept: application/json,*/*\r\n"
            + $"Content-Type: application/x-www-form-urlencoded\r\nX-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\nContent-Length: {body.Length}\r\n\r\n");
        return new([.. head, .. body], answerPath);
    }
}
