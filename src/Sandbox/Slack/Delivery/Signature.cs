using System.Security.Cryptography;
using System.Text;

namespace OpsBot.Sandbox.Slack;

/// <summary>Slack's request signature: <c>v0=</c> and the HMAC-SHA256 of <c>v0:timestamp:raw body</c>.</summary>
public static class Signature
{
    public const string TimestampHeader = "X-Slack-Request-Timestamp";
    public const string SignatureHeader = "X-Slack-Signature";

    public static string Of(string signingSecret, string timestamp, ReadOnlySpan<byte> body)
    {
        // The secret looks like hex, but Slack keys the HMAC with its characters.
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(signingSecret));
        hmac.AppendData(Encoding.ASCII.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);
        return "v0=" + Convert.ToHexStringLower(hmac.GetHashAndReset());
    }
}
