using System.Text;
using OpsBot.Sandbox.Slack;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class SigningARequest : SlackTest
{
    [Fact]
    public void Slacks_own_example_comes_out_as_printed()
    {
        const string body =
            "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
            "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J" +
            "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

        Assert.Equal(
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
            Signature.Of("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public async Task A_delivery_is_signed_over_the_bytes_that_arrive()
    {
        await Command("/instance stop \"ümlaut & co\"");

        var got = App.Received.Last();
        var timestamp = got.Headers[Signature.TimestampHeader].ToString();
        Assert.Equal(Signature.Of(World.App.SigningSecret, timestamp, Encoding.UTF8.GetBytes(got.Body)),
            got.Headers[Signature.SignatureHeader].ToString());
        Assert.Equal("stop \"ümlaut & co\"", got.Form["text"]);
    }
}
