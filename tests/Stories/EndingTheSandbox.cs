using System.Diagnostics;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Stories;

public sealed class EndingTheSandbox(Stage stage) : IClassFixture<Stage>
{
    // The pretend Discord would wait half a minute for the bot that is connected to it, and Ctrl-C would seem to do nothing.
    [Fact]
    public async Task It_ends_at_once_when_it_is_told_to_although_the_bot_is_connected()
    {
        await Eventually.Equal(1, () => stage.Sandbox.Discord.Gateway.Connected);
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        var watch = Stopwatch.StartNew();

        await stage.Sandbox.Wait(stop.Token);
        await stage.End();

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(25), $"{watch.Elapsed}");
    }
}
