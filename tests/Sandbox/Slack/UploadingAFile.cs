using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace OpsBot.Tests.Sandbox.Slack;

public sealed class UploadingAFile : SlackTest
{
    static readonly byte[] Log = Encoding.UTF8.GetBytes("line 1\nline 2\n");

    [Fact]
    public async Task Three_steps_put_a_file_into_a_channel()
    {
        var expected = await CallForm("files.getUploadURLExternal", $"filename=acme.log&length={Log.Length}");
        Assert.Equal(HttpStatusCode.OK, (await PostBytes((string)expected["upload_url"]!, Log)).StatusCode);
        var done = await Complete(expected, Ops.Id);

        Assert.True((bool)done["ok"]!);
        var message = Assert.Single(World.Messages.In(Ops.Id, Olivia));
        Assert.Equal(("Logs of acme", "line 1\nline 2\n"),
            (message.Files[0].Title, Encoding.UTF8.GetString(message.Files[0].Bytes!.Value.Span)));
        Assert.Equal("file_not_found", ErrorOf(await Complete(expected, Ops.Id)));
    }

    [Fact]
    public async Task A_file_without_its_bytes_or_outside_the_apps_channels_is_refused()
    {
        var expected = await CallForm("files.getUploadURLExternal", $"filename=acme.log&length={Log.Length}");
        Assert.Equal("file_not_found", ErrorOf(await Complete(expected, Ops.Id)));
        Assert.Equal("not_in_channel", ErrorOf(await Complete(expected, World.Channels.Create("open", "", isPrivate: false, [Olivia]).Id)));
        Assert.Equal(HttpStatusCode.BadRequest, (await PostBytes((string)expected["upload_url"]!, [1])).StatusCode);
        Assert.Equal("invalid_arguments", ErrorOf(await CallForm("files.getUploadURLExternal", "filename=a&length=0")));
    }

    Task<JsonObject> Complete(JsonObject expected, string channel) => Call("files.completeUploadExternal", new
    {
        files = new[] { new { id = (string)expected["file_id"]!, title = "Logs of acme" } },
        channel_id = channel,
    });
}
