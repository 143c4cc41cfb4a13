using OpsBot.Core.Health;
using OpsBot.Core.Servers.Nodes;

namespace OpsBot.Tests.Core.Health;

public sealed class JudgingServices
{
    [Theory]
    [InlineData(true, true, true, HealthState.Healthy)]
    [InlineData(true, true, false, HealthState.Degraded)]
    [InlineData(true, false, true, HealthState.Degraded)]
    [InlineData(true, false, false, HealthState.Unhealthy)]
    [InlineData(false, true, true, HealthState.Unhealthy)]
    [InlineData(false, true, false, HealthState.Unhealthy)]
    [InlineData(false, false, true, HealthState.Unhealthy)]
    [InlineData(false, false, false, HealthState.Unreachable)]
    public void What_answers_tells_how_a_server_is(bool convex, bool web, bool mta, HealthState health) =>
        Assert.Equal(health, new ServicesSeen(convex, web, mta).Health);

    [Fact]
    public void What_is_wrong_is_said_of_each_service_and_once_where_it_is_the_same_of_all()
    {
        var refused = Probed.Not("connection refused");
        Assert.Null(new HealthSeen(Probed.After(3), Probed.After(20), Probed.After(5)).Why);
        Assert.Equal("None of its services answers: connection refused.", new HealthSeen(refused, refused, refused).Why);
        Assert.Equal("Convex: connection refused; mail: HTTP 502.",
            new HealthSeen(refused, Probed.After(20), Probed.Not("HTTP 502")).Why);
        Assert.Equal(20, new HealthSeen(refused, Probed.After(20), Probed.After(5)).Slowest);
        Assert.Null(new HealthSeen(refused, refused, refused).Slowest);
    }
}
