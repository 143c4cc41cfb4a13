using System.Security.Cryptography;
using System.Text;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Slack;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Slack;

public sealed class CheckingASignature
{
    // Slack's own example: https://docs.slack.dev/authentication/verifying-requests-from-slack
    const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";
    const string Timestamp = "1531420618";
    const string Signature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    const string Body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    static SignatureCheck Check(string? timestamp, string? signature, string body = Body, int secondsLater = 0, string secret = Secret) =>
        new SlackSignature(secret, new Clock(DateTimeOffset.FromUnixTimeSeconds(1531420618 + secondsLater)))
            .Check(timestamp, signature, Encoding.UTF8.GetBytes(body));

    [Fact]
    public void Slacks_own_example_is_valid() => Assert.Equal(SignatureCheck.Valid, Check(Timestamp, Signature));

    [Theory]
    [InlineData(-300, SignatureCheck.Valid)]
    [InlineData(300, SignatureCheck.Valid)]
    [InlineData(-301, SignatureCheck.Stale)]
    [InlineData(301, SignatureCheck.Stale)]
    public void A_request_is_good_for_five_minutes_in_both_directions(int secondsLater, SignatureCheck expected) =>
        Assert.Equal(expected, Check(Timestamp, Signature, secondsLater: secondsLater));

    [Fact]
    public void One_changed_byte_of_the_body_makes_it_wrong() =>
        Assert.Equal(SignatureCheck.Wrong, Check(Timestamp, Signature, Body.Replace("roadrunner", "roadrunneR", StringComparison.Ordinal)));

    [Fact]
    public void Another_secret_makes_it_wrong() => Assert.Equal(SignatureCheck.Wrong, Check(Timestamp, Signature, secret: Secret + "x"));

    [Fact]
    public void The_timestamp_is_signed_too() => Assert.Equal(SignatureCheck.Wrong, Check("1531420619", Signature));

    [Theory]
    [InlineData(null, Signature)]
    [InlineData("", Signature)]
    [InlineData("yesterday", Signature)]
    [InlineData("-1531420618", Signature)]
    [InlineData(" 1531420618", Signature)]
    [InlineData("99999999999999999999", Signature)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    public void Without_a_timestamp_and_a_signature_it_is_not_looked_at(string? timestamp, string? signature) =>
        Assert.Equal(SignatureCheck.Missing, Check(timestamp, signature));

    [Theory]
    [InlineData("v0=")]
    [InlineData("a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData("v1=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503")]
    [InlineData("v0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503")]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b50é")]
    [InlineData("v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b5030")]
    public void A_signature_of_another_shape_is_wrong(string signature) => Assert.Equal(SignatureCheck.Wrong, Check(Timestamp, signature));

    [Fact]
    public void The_raw_bytes_count_whatever_their_encoding()
    {
        byte[] body = [0xff, 0xfe, 0x00, 0x80];
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes($"v0:{Timestamp}:").Concat(body).ToArray());
        var check = new SlackSignature(Secret, new Clock(DateTimeOffset.FromUnixTimeSeconds(1531420618)))
            .Check(Timestamp, "v0=" + Convert.ToHexStringLower(hash), body);
        Assert.Equal(SignatureCheck.Valid, check);
    }
}
