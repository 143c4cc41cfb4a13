using OpsBot.Core.Diagnostics;
using OpsBot.Core.Operations;

namespace OpsBot.Tests.Core.Diagnostics;

public sealed class TellingNobody
{
    const string Earlier = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void Costs_nothing()
    {
        static void Work()
        {
            using var received = Tracing.Begin("receive");
            using var handled = Tracing.GoOn("handle", Earlier);
            handled.Tells("instance stop", OutcomeKind.Done);
            Assert.Null(Tracing.Here);
            Measures.Request("instance stop", OutcomeKind.Done, TimeSpan.FromSeconds(1));
            Measures.Waited("slack", TimeSpan.FromSeconds(1));
            Measures.Delivery("slack", Earlier, TimeSpan.FromSeconds(1));
        }

        Work();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var n = 0; n < 1000; n++) Work();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
