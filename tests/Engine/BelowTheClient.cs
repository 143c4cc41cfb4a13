using System.Net;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Engine;

/// <summary>The statuses and words of the engine that the product decides by.</summary>
public abstract class BelowTheClient(AnEngine engine) : TheSameOnEveryEngine(engine)
{
    [Theory]
    [InlineData("running", "POST", "start", 304, "")]
    [InlineData("running", "POST", "unpause", 500, "is not paused")]
    [InlineData("running", "DELETE", "", 409, "container")]
    [InlineData("running", "GET", "archive?path=/nowhere", 404, "Could not find the file /nowhere in container")]
    [InlineData("running", "GET", "logs", 400, "you must choose at least one stream")]
    [InlineData("running", "POST", "kill?signal=NONE", 400, "nvalid signal: NONE")]
    [InlineData("stopped", "POST", "stop", 304, "")]
    [InlineData("stopped", "POST", "pause", 409, "is not running")]
    [InlineData("stopped", "POST", "kill", 409, "is not running")]
    [InlineData("stopped", "POST", "unpause", 500, "is not paused")]
    [InlineData("paused", "POST", "pause", 409, "is already paused")]
    [InlineData("paused", "POST", "start", 409, "cannot start a paused container")]
    [InlineData("looping", "POST", "unpause", 500, "is not paused")]
    [InlineData("nobody", "POST", "start", 404, "No such container")]
    [InlineData("nobody", "GET", "json", 404, "No such container")]
    [InlineData("nobody", "DELETE", "", 404, "No such container")]
    public async Task The_engine_answers(string state, string method, string what, int status, string words)
    {
        var id = Name("nobody");
        if (state != "nobody")
            (_, id) = await Given("one", one => one with
            {
                Started = state != "stopped", Habit = state == "looping" ? Habit.KeepsFailing : Habit.Obeys,
            });
        if (state == "paused")
            await Host.Pause(id);
        await Answers(method, $"containers/{id}{(what == "" ? "" : "/")}{what}", status, words);
    }

    [Fact]
    public async Task A_volume_is_in_use_or_unknown()
    {
        var (slug, id) = await Given("one");
        await Answers("DELETE", $"volumes/{slug}-data", 409, "volume is in use");
        await Answers("DELETE", $"volumes/{Name("none")}", 404, "no such volume");
        await Answers("DELETE", $"containers/{id}?force=1&v=1", 204, "");
        await Answers("DELETE", $"volumes/{slug}-data", 204, "");
    }

    [Fact]
    public async Task A_version_nobody_speaks_is_refused_in_words_that_name_it()
    {
        await Answers("GET", "../v9.9/containers/json", 400, "client version 9.9 is too new. Maximum supported API version is");
        await Answers("GET", "nonsense", 404, "page not found");
    }

    async Task Answers(string method, string path, int status, string words)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await Host.Wire.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == (HttpStatusCode)status && text.Contains(words, StringComparison.Ordinal),
            $"{(int)answer.StatusCode} {text}");
        if (status >= 400)
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
    }
}
