using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace OpsBot.Sandbox.Discord;

/// <summary>Builds the HTTP request of a delivery, signed as Discord signs it.</summary>
public static class SignedRequest
{
    public const string SignatureHeader = "X-Signature-Ed25519";
    public const string TimestampHeader = "X-Signature-Timestamp";

    /// <summary>Hex of the signature over the timestamp and the body, nothing between them.</summary>
    public static string Signature(ReadOnlySpan<byte> seed, string timestamp, ReadOnlySpan<byte> body) =>
        Convert.ToHexStringLower(Ed25519.Sign(seed, [.. Encoding.ASCII.GetBytes(timestamp), .. body]));

    /// <summary>Any body under any key and time, so that a test can also sign wrongly.</summary>
    public static HttpRequestMessage Of(ReadOnlySpan<byte> seed, DateTimeOffset at, Uri url, byte[] body)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json");
        request.Headers.Add(TimestampHeader, timestamp);
        request.Headers.Add(SignatureHeader, Signature(seed, timestamp, body));
        request.Headers.UserAgent.ParseAdd("Discord-Interactions/1.0 (+https://discord.com)");
        return request;
    }
}
