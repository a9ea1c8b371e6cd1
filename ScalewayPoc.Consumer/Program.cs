using ScalewayPoc.Consumer;
using ScalewayPoc.Consumer.EventLog;
using ScalewayPoc.Consumer.Handling;
using ScalewayPoc.Consumer.Polling;
using ScalewayPoc.Consumer.Triggers;
using ScalewayPoc.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
var options = builder.AddConsumerOptions();
builder.AddEventLog();
builder.AddEventHandling();

// The two ways in. One at a time: with a trigger on the queue a poller would compete with it.
if (options.Mode == ConsumerMode.Poll)
{
    builder.AddQueuePolling();
}
else
{
    builder.AddTriggerEndpoint();
}

var app = builder.Build();
app.MapDefaultEndpoints();
if (options.Mode == ConsumerMode.Trigger)
{
    app.MapTriggerEndpoint();
}
app.Run();
