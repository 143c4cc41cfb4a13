using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace OpsBot.Sandbox.Slack;

/// <summary>Builds the HTTP request of a delivery, signed as Slack signs it.</summary>
public static class SignedRequest
{
    internal static HttpRequestMessage Of(SlackWorld world, Uri url, Parcel parcel)
    {
        var body = parcel.Kind switch
        {
            DeliveryKind.Command => Form(parcel.Payload.Select(field => KeyValuePair.Create(field.Key, (string?)field.Value ?? ""))),
            DeliveryKind.Interaction or DeliveryKind.Options => Form([KeyValuePair.Create("payload", parcel.Payload.ToJsonString())]),
            DeliveryKind.Event => Encoding.UTF8.GetBytes(parcel.Payload.ToJsonString()),
        };
        var request = Of(world.App.SigningSecret, world.Time.GetUtcNow(), url, body,
            parcel.Kind == DeliveryKind.Event ? "application/json" : "application/x-www-form-urlencoded");
        if (parcel.Retry > 0)
        {
            request.Headers.Add("x-slack-retry-num", parcel.Retry.ToString(CultureInfo.InvariantCulture));
            request.Headers.Add("x-slack-retry-reason", parcel.RetryReason);
        }

        return request;
    }

    /// <summary>Any body under any secret and time, so that a test can also sign wrongly.</summary>
    public static HttpRequestMessage Of(string signingSecret, DateTimeOffset at, Uri url, byte[] body, string contentType)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        request.Headers.Add(Signature.TimestampHeader, timestamp);
        request.Headers.Add(Signature.SignatureHeader, Signature.Of(signingSecret, timestamp, body));
        request.Headers.UserAgent.ParseAdd("Slackbot/1.0 (+https://api.slack.com/robots)");
        request.Headers.Accept.ParseAdd("application/json,*/*");
        return request;
    }

    /// <summary>Form fields as Slack encodes them: UTF-8, space as plus.</summary>
    public static byte[] Form(IEnumerable<KeyValuePair<string, string>> fields) => Encoding.ASCII.GetBytes(string.Join('&',
        fields.Select(field => $"{Encode(field.Key)}={Encode(field.Value)}")));

    static string Encode(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
