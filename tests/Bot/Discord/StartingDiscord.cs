using OpsBot.Bot.Discord;

namespace OpsBot.Tests.Bot.Discord;

public sealed class StartingDiscord
{
    [Theory]
    [InlineData("00:00:06", "00:00:02")]
    [InlineData("00:00:03", "00:00:00.2")]
    public void A_lease_that_bears_two_failed_renewals_has_no_problem(string length, string renewal) =>
        Assert.Empty(Problems(length, renewal));

    [Theory]
    [InlineData("00:00:05", "00:00:02")]
    [InlineData("00:00:06", "00:00:00")]
    [InlineData("00:00:06", "-00:00:02")]
    [InlineData("00:00:00", "00:00:02")]
    public void A_lease_that_is_over_before_it_is_renewed_is_refused_by_the_names_of_both_settings(string length, string renewal)
    {
        var problem = Assert.Single(Problems(length, renewal));
        Assert.Contains("OPSBOT_Discord__Lease__Length", problem, StringComparison.Ordinal);
        Assert.Contains("OPSBOT_Discord__Lease__Renewal", problem, StringComparison.Ordinal);
    }

    static List<string> Problems(string length, string renewal) =>
    [
        .. new DiscordOptions
        {
            Token = PretendApi.Token, ApplicationId = PretendApi.Application, GuildId = PretendApi.Guild,
            Lease = new() { Length = TimeSpan.Parse(length, System.Globalization.CultureInfo.InvariantCulture),
                Renewal = TimeSpan.Parse(renewal, System.Globalization.CultureInfo.InvariantCulture) },
        }.Problems,
    ];
}
