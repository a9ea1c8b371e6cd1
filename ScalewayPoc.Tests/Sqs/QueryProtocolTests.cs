using System.Net;
using System.Text;
using System.Xml.Linq;

namespace ScalewayPoc.Tests.Sqs;

/// <summary>The query protocol as botocore 1.29 (AWS CLI 2.9) writes it.</summary>
public sealed class QueryProtocolTests
{
    static readonly XNamespace Ns = "http://queue.amazonaws.com/doc/2012-11-05/";

    [Fact]
    public async Task Create_send_receive_and_delete()
    {
        await using var sqs = await SqsServer.StartAsync();
        var created = await PostAsync(sqs, "/", "Action=CreateQueue&Version=2012-11-05&QueueName=jobs&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=40");
        var url = created.Descendants(Ns + "QueueUrl").Single().Value;
        Assert.Equal($"{sqs.Endpoint}000000000000/jobs", url);
        Assert.NotEmpty(created.Root!.Element(Ns + "ResponseMetadata")!.Element(Ns + "RequestId")!.Value);

        var sent = await PostAsync(sqs, "/000000000000/jobs",
            $"Action=SendMessage&Version=2012-11-05&QueueUrl={Uri.EscapeDataString(url)}&MessageBody=a%0D%0Ab+%E2%82%AC%3Cx%3E%26"
            + "&MessageAttribute.1.Name=kind&MessageAttribute.1.Value.StringValue=invoice&MessageAttribute.1.Value.DataType=String"
            + "&MessageAttribute.2.Name=raw&MessageAttribute.2.Value.BinaryValue=AAEC&MessageAttribute.2.Value.DataType=Binary");
        Assert.Equal("SendMessageResponse", sent.Root!.Name.LocalName);

        var received = await PostAsync(sqs, "/000000000000/jobs",
            "Action=ReceiveMessage&Version=2012-11-05&AttributeName.1=SentTimestamp&MessageAttributeName.1=kind&MessageAttributeName.2=raw&MaxNumberOfMessages=10");
        var message = received.Root!.Element(Ns + "ReceiveMessageResult")!.Element(Ns + "Message")!;
        Assert.Equal("a\r\nb €<x>&", message.Element(Ns + "Body")!.Value);
        Assert.Equal(sent.Descendants(Ns + "MessageId").Single().Value, message.Element(Ns + "MessageId")!.Value);
        Assert.Equal(sent.Descendants(Ns + "MD5OfMessageBody").Single().Value, message.Element(Ns + "MD5OfBody")!.Value);
        Assert.Equal("SentTimestamp", message.Element(Ns + "Attribute")!.Element(Ns + "Name")!.Value);
        var attributes = message.Elements(Ns + "MessageAttribute").ToDictionary(a => a.Element(Ns + "Name")!.Value, a => a.Element(Ns + "Value")!);
        Assert.Equal(("String", "invoice"), (attributes["kind"].Element(Ns + "DataType")!.Value, attributes["kind"].Element(Ns + "StringValue")!.Value));
        Assert.Equal("AAEC", attributes["raw"].Element(Ns + "BinaryValue")!.Value);

        var handle = message.Element(Ns + "ReceiptHandle")!.Value;
        var deleted = await PostAsync(sqs, "/000000000000/jobs", $"Action=DeleteMessage&Version=2012-11-05&ReceiptHandle={handle}");
        Assert.Equal(["ResponseMetadata"], deleted.Root!.Elements().Select(element => element.Name.LocalName));
        Assert.Equal("0", (await sqs.AttributesAsync(url))["ApproximateNumberOfMessagesNotVisible"]);
    }

    [Fact]
    public async Task Batches_report_each_entry()
    {
        await using var sqs = await SqsServer.StartAsync();
        await sqs.CreateQueueAsync("jobs");
        var sent = await PostAsync(sqs, "/000000000000/jobs", "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=1"
            + "&SendMessageBatchRequestEntry.2.Id=b&SendMessageBatchRequestEntry.2.MessageBody=2&SendMessageBatchRequestEntry.2.DelaySeconds=5"
            + "&SendMessageBatchRequestEntry.10.Id=c&SendMessageBatchRequestEntry.10.MessageBody=3");
        Assert.Equal(["a", "c"], sent.Descendants(Ns + "SendMessageBatchResultEntry").Select(entry => entry.Element(Ns + "Id")!.Value));
        var failed = sent.Descendants(Ns + "BatchResultErrorEntry").Single();
        Assert.Equal(("b", "true"), (failed.Element(Ns + "Id")!.Value, failed.Element(Ns + "SenderFault")!.Value));

        var messages = await sqs.ReceiveAsync(sqs.QueueUrl("jobs"));
        var changed = await PostAsync(sqs, "/000000000000/jobs", "Action=ChangeMessageVisibilityBatch&ChangeMessageVisibilityBatchRequestEntry.1.Id=a"
            + $"&ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle={messages[0].ReceiptHandle}&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=0");
        Assert.Equal("a", changed.Descendants(Ns + "ChangeMessageVisibilityBatchResultEntry").Single().Element(Ns + "Id")!.Value);
        var deleted = await PostAsync(sqs, "/000000000000/jobs",
            $"Action=DeleteMessageBatch&DeleteMessageBatchRequestEntry.1.Id=x&DeleteMessageBatchRequestEntry.1.ReceiptHandle={messages[1].ReceiptHandle}");
        Assert.Equal("x", deleted.Descendants(Ns + "DeleteMessageBatchResultEntry").Single().Element(Ns + "Id")!.Value);
    }

    [Fact]
    public async Task Queues_and_attributes_are_listed()
    {
        await using var sqs = await SqsServer.StartAsync();
        await PostAsync(sqs, "/", "Action=CreateQueue&QueueName=dead");
        await PostAsync(sqs, "/", "Action=CreateQueue&QueueName=jobs&Attribute.1.Name=RedrivePolicy&Attribute.1.Value="
            + Uri.EscapeDataString("""{"deadLetterTargetArn":"arn:scw:sqs:fr-par:project-1:dead","maxReceiveCount":"3"}"""));
        await PostAsync(sqs, "/000000000000/jobs", "Action=SetQueueAttributes&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=7");

        var queues = await PostAsync(sqs, "/", "Action=ListQueues&QueueNamePrefix=d");
        Assert.Equal([sqs.QueueUrl("dead")], queues.Descendants(Ns + "QueueUrl").Select(url => url.Value));
        var attributes = await PostAsync(sqs, "/000000000000/jobs", "Action=GetQueueAttributes&AttributeName.1=VisibilityTimeout&AttributeName.2=FifoQueue");
        var attribute = attributes.Descendants(Ns + "Attribute").Single();
        Assert.Equal(("VisibilityTimeout", "7"), (attribute.Element(Ns + "Name")!.Value, attribute.Element(Ns + "Value")!.Value));
        var error = await PostAsync(sqs, "/", "Action=CreateQueue&QueueName=tagged&Tag.1.Key=team&Tag.1.Value=a", HttpStatusCode.BadRequest);
        Assert.Contains("tags", error.Descendants(Ns + "Message").Single().Value, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/000000000000/missing", "Action=GetQueueAttributes", "AWS.SimpleQueueService.NonExistentQueue")]
    [InlineData("/", "Action=ReceiveMessage", "MissingParameter")]
    [InlineData("/", "Action=NoSuchThing", "InvalidAction")]
    [InlineData("/", "Version=2012-11-05", "InvalidAction")]
    [InlineData("/", "Action=TagQueue&QueueUrl=jobs&Tag.1.Key=a&Tag.1.Value=b", "AWS.SimpleQueueService.UnsupportedOperation")]
    [InlineData("/000000000000/jobs", "Action=ReceiveMessage&WaitTimeSeconds=long", "MalformedInput")]
    [InlineData("/000000000000/jobs", "Action=ReceiveMessage&AttributeName.first=All", "MalformedInput")]
    [InlineData("/000000000000/jobs", "Action=SetQueueAttributes&Attribute.1.Value=7", "MalformedInput")]
    [InlineData("/000000000000/jobs", "Action=SendMessage&MessageBody=%01", "InvalidMessageContents")]
    [InlineData("/", "Action=GetQueueUrl&QueueName=%01%EF%BF%BF%F0%9F%98%80", "AWS.SimpleQueueService.NonExistentQueue")]
    public async Task Errors_are_XML_with_the_code_of_the_protocol(string path, string form, string code)
    {
        await using var sqs = await SqsServer.StartAsync();
        await sqs.CreateQueueAsync("jobs");
        var error = (await PostAsync(sqs, path, form, HttpStatusCode.BadRequest)).Root!;
        Assert.Equal(Ns + "ErrorResponse", error.Name);
        Assert.Equal("Sender", error.Element(Ns + "Error")!.Element(Ns + "Type")!.Value);
        Assert.Equal(code, error.Element(Ns + "Error")!.Element(Ns + "Code")!.Value);
        Assert.NotEmpty(error.Element(Ns + "Error")!.Element(Ns + "Message")!.Value);
        Assert.NotEmpty(error.Element(Ns + "RequestId")!.Value);
    }

    [Fact]
    public async Task Parameters_in_the_url_are_taken_too()
    {
        await using var sqs = await SqsServer.StartAsync();
        await sqs.CreateQueueAsync("jobs");
        using var http = new HttpClient();
        var queues = XDocument.Parse(await http.GetStringAsync(new Uri(sqs.Endpoint, "/?Action=ListQueues")));
        Assert.Equal(sqs.QueueUrl("jobs"), queues.Descendants(Ns + "QueueUrl").Single().Value);
    }

    static async Task<XDocument> PostAsync(SqsServer sqs, string path, string form, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var http = new HttpClient();
        using var content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded");
        using var response = await http.PostAsync(new Uri(sqs.Endpoint, path), content);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, body);
        Assert.Equal("text/xml", response.Content.Headers.ContentType?.MediaType);
        return XDocument.Parse(body);
    }
}
